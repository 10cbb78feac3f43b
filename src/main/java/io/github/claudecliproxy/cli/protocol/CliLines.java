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
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The CLI's stream-json lines, in both directions. Unknown types of lines are ignored: the protocol grows, and a new type
 * must not break a turn.
 */
public final class CliLines {
    private static final Pattern ERROR_PREFIX = Pattern.compile("^API Error: (?:\\d{3} )?");

    /** Longer than any real delay, and far from any overflow. */
    private static final long LONGEST_DELAY_MS = 253_402_300_799L;

    private CliLines() {}

    /**
     * Reads one line; empty when no turn acts on it.
     *
     * @param log gets the type of the line
     * @throws CliException when the line says that the CLI refuses a control request
     */
    public static Optional<CliEvent> read(byte[] line, LineLog log) throws CliException {
        JsonNode message;
        try {
            message = Json.read(line);
        } catch (IOException notJson) {
            log.unparsable(line);
            return Optional.empty();
        }
        String type = message.path("type").asText("");
        log.read(type, message.path("subtype").asText(""));
        return switch (type) {
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
            case "rate_limit_event" ->
                PlanLines.read(message.path("rate_limit_info")).map(told -> told);
            case "control_response" -> answered(message.path("response"));
            case "control_request" ->
                Optional.of(new CliEvent.Asked(message.path("request_id").asText(""), message.path("request")));
            default -> Optional.empty();
        };
    }

    /** A stream event with a parent belongs to a subagent, and not to the answer. */
    private static Optional<CliEvent> streamed(JsonNode message) {
        boolean own = message.path("parent_tool_use_id").asText("").isEmpty()
                || message.path("parent_tool_use_id").isNull();
        return own && message.path("event") instanceof ObjectNode event
                ? Optional.of(new CliEvent.Streamed(event))
                : Optional.empty();
    }

    /** The CLI prints a refusal like a failure too, but it is an answer: the API's own events of it follow. */
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
                ERROR_PREFIX.matcher(text).replaceFirst(""),
                PlanLines.read(message.at("/api_error_params/rate_limit_info"))
                        .map(CliEvent.PlanTold::decisive)
                        .orElse(null)));
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
                                between(0, message.path("retry_delay_ms").asLong(0), LONGEST_DELAY_MS)),
                        "",
                        ""));
            default -> Optional.empty();
        };
    }

    /** The CLI may print any number; times must not overflow in calculations. */
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

    /** The first line. An empty list means no system prompt; without the field the CLI would send its own. */
    public static ObjectNode initialize(List<String> systemPrompt) {
        ObjectNode request = Json.object().put("subtype", "initialize");
        systemPrompt.forEach(request.putArray("systemPrompt")::add);
        // with a snapshot the CLI would not accept another system prompt within a conversation
        return control("initialize", request.put("systemPromptSnapshot", false));
    }

    /**
     * Another system prompt, from the next question on.
     *
     * @param model the model that the CLI uses now: it writes a note about any other into the conversation
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

    /** The MCP servers from now on: ours with the client's tools, or none. The CLI only asks a new server for its tools. */
    public static ObjectNode servers(boolean client) {
        ObjectNode request = Json.object().put("subtype", "mcp_set_servers");
        ObjectNode servers = request.putObject("servers");
        if (client) {
            servers.putObject(CliCommand.TOOL_SERVER).put("type", "sdk").put("name", CliCommand.TOOL_SERVER);
        }
        return control("servers", request);
    }

    /** Variables that the CLI applies from the next turn on, until they are set again. */
    public static ObjectNode settings(ObjectNode variables) {
        ObjectNode request = Json.object().put("subtype", "apply_flag_settings");
        request.putObject("settings").set("env", variables);
        return control("settings", request);
    }

    /**
     * Limits prompts to one token, so that the CLI asks the API nothing more and only tells us so. It checks the limit
     * before each request to the API, and leaves a request that has begun alone.
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
     * Forgets a user line and everything after it.
     *
     * @param line the line's uuid
     * @param last the uuid of the last user line: the CLI only rewinds for a host that knows the end of the conversation
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

    /** The answer to a control request of the CLI. */
    public static ObjectNode answer(String requestId, ObjectNode answer) {
        ObjectNode line = Json.object().put("type", "control_response");
        line.putObject("response")
                .put("subtype", "success")
                .put("request_id", requestId)
                .set("response", answer);
        return line;
    }

    /** A control request without arguments. */
    public static ObjectNode question(String id, String subtype) {
        return control(id, Json.object().put("subtype", subtype));
    }

    private static ObjectNode control(String id, ObjectNode request) {
        ObjectNode line = Json.object().put("type", "control_request").put("request_id", id);
        line.set("request", request);
        return line;
    }

    /**
     * A user message.
     *
     * @param line the line's uuid; the CLI silently drops a line whose uuid it knows
     * @param query whether it asks the model; else it only joins the history
     */
    public static ObjectNode user(ObjectNode message, String line, boolean query) {
        ObjectNode user = conversation("user", message).put("uuid", line);
        // without this the CLI replaces "@/path" by the content of the file, and runs "/commands"
        user.put("client_composed", true);
        if (!query) {
            user.put("shouldQuery", false);
        }
        return user;
    }

    /** A past answer of the model. */
    public static ObjectNode assistant(ObjectNode message) {
        return conversation("assistant", message);
    }

    private static ObjectNode conversation(String type, ObjectNode message) {
        ObjectNode line = Json.object().put("type", type);
        line.set("message", message);
        return line.putNull("parent_tool_use_id").put("session_id", "");
    }
}
