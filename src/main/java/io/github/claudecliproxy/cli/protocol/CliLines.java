package io.github.claudecliproxy.cli.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliException.Kind;
import io.github.claudecliproxy.cli.process.ChildEnvironment;
import io.github.claudecliproxy.cli.process.CliCommand;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The CLI's stream-json lines, both ways. What we do not know is left out: the protocol grows, and a new message type
 * must not break a turn.
 */
public final class CliLines {
    private static final Pattern ERROR_PREFIX = Pattern.compile("^API Error: (?:\\d{3} )?");

    /** Of the year 9999, since 1970: more than any time that is meant, and less than any overflow. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private CliLines() {}

    /**
     * Reads one line; empty when there is nothing in it to act on.
     *
     * @param odd is told of a line that is no JSON
     * @throws CliException when the CLI refused a control request of ours
     */
    public static Optional<CliEvent> read(byte[] line, UnparsableLines odd) throws CliException {
        JsonNode message;
        try {
            message = Json.read(line);
        } catch (IOException notJson) {
            odd.add(line);
            return Optional.empty();
        }
        return switch (message.path("type").asText("")) {
            case "stream_event" -> streamed(message);
            case "assistant" -> failure(message);
            case "user" -> resultTaken(message.at("/message/content/0"));
            case "system" -> system(message);
            case "result" ->
                Optional.of(new CliEvent.TurnEnded(
                        message.path("subtype").asText(""),
                        message.path("is_error").asBoolean(),
                        message.path("result").asText(""),
                        message.path("terminal_reason").asText("")));
            case "rate_limit_event" -> limit(message.path("rate_limit_info"));
            case "control_response" -> answered(message.path("response"));
            case "control_request" ->
                Optional.of(new CliEvent.Asked(message.path("request_id").asText(""), message.path("request")));
            default -> Optional.empty();
        };
    }

    /** A stream with a parent is a subagent's; it is no part of the answer. */
    private static Optional<CliEvent> streamed(JsonNode message) {
        boolean own = message.path("parent_tool_use_id").asText("").isEmpty()
                || message.path("parent_tool_use_id").isNull();
        return own && message.path("event") instanceof ObjectNode event
                ? Optional.of(new CliEvent.Streamed(event))
                : Optional.empty();
    }

    /** A refusal is dressed as a failure too, but it is an answer: the API's own events with it follow. */
    private static Optional<CliEvent> failure(JsonNode message) {
        if (!message.path("is_api_error_message").asBoolean()
                || message.at("/message/stop_reason").asText("").equals("refusal")) {
            return Optional.empty();
        }
        String text =
                message.path("message").path("content").path(0).path("text").asText("");
        return Optional.of(new CliEvent.ApiFailed(
                message.path("api_error_status").asInt(0),
                message.path("api_error_type").asText(""),
                message.path("error").asText(""),
                ERROR_PREFIX.matcher(text).replaceFirst("")));
    }

    private static Optional<CliEvent> limit(JsonNode info) {
        return "rejected".equals(info.path("status").textValue())
                ? Optional.of(new CliEvent.LimitReached(
                        Instant.ofEpochSecond(between(0, info.path("resetsAt").asLong(0), LAST_SECOND))))
                : Optional.empty();
    }

    private static Optional<CliEvent> resultTaken(JsonNode block) {
        return "tool_result".equals(block.path("type").textValue())
                ? Optional.of(new CliEvent.ResultTaken(block.path("tool_use_id").asText("")))
                : Optional.empty();
    }

    private static Optional<CliEvent> system(JsonNode message) {
        return switch (message.path("subtype").asText("")) {
            case "init" -> Optional.of(new CliEvent.Begun(message.path("model").asText("")));
            case "status" ->
                "requesting".equals(message.path("status").textValue())
                        ? Optional.of(new CliEvent.Requesting())
                        : Optional.empty();
            case "api_retry" ->
                Optional.of(new CliEvent.Retrying(
                        message.path("attempt").asInt(1),
                        message.path("error_status").asInt(0),
                        message.path("error").asText(""),
                        Duration.ofMillis(
                                between(0, message.path("retry_delay_ms").asLong(0), LAST_SECOND)),
                        "",
                        ""));
            default -> Optional.empty();
        };
    }

    /** What the CLI counts can be any number; times are reckoned with, and have bounds. */
    private static long between(long least, long number, long most) {
        return Math.max(least, Math.min(number, most));
    }

    private static Optional<CliEvent> answered(JsonNode response) throws CliException {
        if ("error".equals(response.path("subtype").textValue())) {
            throw new CliException(
                    Kind.ODD,
                    "The claude CLI refused a control request",
                    response.path("error").asText(""));
        }
        return Optional.of(new CliEvent.Answered(response.path("request_id").asText(""), response.path("response")));
    }

    /** The first line; none given as system prompt means none, where the CLI would otherwise send its own. */
    public static ObjectNode initialize(List<String> systemPrompt) {
        ObjectNode request = Json.object().put("subtype", "initialize");
        systemPrompt.forEach(request.putArray("systemPrompt")::add);
        // or a prompt that replaces this one would not be taken in the middle of a conversation
        return control("initialize", request.put("systemPromptSnapshot", false));
    }

    /**
     * Another system prompt, from the next question on.
     *
     * @param model the model that the CLI has; it would write of a change into the conversation
     */
    public static ObjectNode systemPrompt(String id, String model, String text) {
        return control(
                id,
                Json.object()
                        .put("subtype", "set_model")
                        .put("model", model)
                        .put("only_if_model_is_current", true)
                        .put("system_prompt", text));
    }

    /** The MCP servers from now on: ours with the client's tools, or none. It is asked for its tools when it is new. */
    public static ObjectNode servers(boolean client) {
        ObjectNode request = Json.object().put("subtype", "mcp_set_servers");
        ObjectNode servers = request.putObject("servers");
        if (client) {
            servers.putObject(CliCommand.TOOL_SERVER).put("type", "sdk").put("name", CliCommand.TOOL_SERVER);
        }
        return control("servers", request);
    }

    /** Variables of the coming turn, which the CLI takes over while it lives. */
    public static ObjectNode settings(ObjectNode variables) {
        ObjectNode request = Json.object().put("subtype", "apply_flag_settings");
        request.putObject("settings").set("env", variables);
        return control("settings", request);
    }

    /**
     * No conversation fits into one token, so the CLI asks the API nothing more, and says so to us alone. It looks at
     * this before each request; one that is under way is not touched.
     */
    public static ObjectNode seal() {
        return settings(promptLimit("1"));
    }

    public static ObjectNode unseal() {
        return settings(promptLimit(ChildEnvironment.NO_PROMPT_LIMIT));
    }

    private static ObjectNode promptLimit(String tokens) {
        return Json.object().put(ChildEnvironment.PROMPT_LIMIT, tokens);
    }

    /**
     * Forgets a user's line and all that came after it.
     *
     * @param line the line's uuid
     * @param last the uuid of the last user's line: the CLI goes back only for who knows how far the conversation is
     */
    public static ObjectNode rewind(String id, String line, String last) {
        return control(
                id,
                Json.object()
                        .put("subtype", "rewind_conversation")
                        .put("target_message_uuid", line)
                        .put("last_seen_user_message_uuid", last)
                        .put("interrupt_if_running", true));
    }

    /** The answer to a control request of the CLI's. */
    public static ObjectNode answer(String requestId, ObjectNode answer) {
        ObjectNode line = Json.object().put("type", "control_response");
        line.putObject("response")
                .put("subtype", "success")
                .put("request_id", requestId)
                .set("response", answer);
        return line;
    }

    /** A question without arguments to the CLI itself. */
    public static ObjectNode question(String subtype) {
        return control(subtype, Json.object().put("subtype", subtype));
    }

    private static ObjectNode control(String id, ObjectNode request) {
        ObjectNode line = Json.object().put("type", "control_request").put("request_id", id);
        line.set("request", request);
        return line;
    }

    /**
     * A message of the user's.
     *
     * @param line the line's uuid; one that was used before is dropped without a word
     * @param query whether it asks the model; else it only joins the history
     */
    public static ObjectNode user(ObjectNode message, String line, boolean query) {
        ObjectNode user = conversation("user", message).put("uuid", line);
        // Without this the CLI puts the content of a file in the place of "@/path", and runs "/commands".
        user.put("client_composed", true);
        if (!query) {
            user.put("shouldQuery", false);
        }
        return user;
    }

    /** An answer of the model's in the history. */
    public static ObjectNode assistant(ObjectNode message) {
        return conversation("assistant", message);
    }

    private static ObjectNode conversation(String type, ObjectNode message) {
        ObjectNode line = Json.object().put("type", type);
        line.set("message", message);
        return line.putNull("parent_tool_use_id").put("session_id", "");
    }
}
