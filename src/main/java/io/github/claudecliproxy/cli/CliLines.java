package io.github.claudecliproxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.CliException.Kind;
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
final class CliLines {
    private static final Pattern ERROR_PREFIX = Pattern.compile("^API Error: (?:\\d{3} )?");

    /** Of the year 9999, since 1970: more than any time that is meant, and less than any overflow. */
    private static final long LAST_SECOND = 253_402_300_799L;

    /** The CLI's own limit for a prompt, in tokens. */
    static final String PROMPT_LIMIT = "CLAUDE_CODE_BLOCKING_LIMIT_OVERRIDE";

    /** It is for the API to say what is too long. */
    static final String NO_PROMPT_LIMIT = "1000000000";

    private CliLines() {}

    /**
     * Reads one line; empty when there is nothing in it to act on.
     *
     * @param odd is told of a line that is no JSON
     * @throws CliException when the CLI refused a control request of ours
     */
    static Optional<CliEvent> read(byte[] line, OddLines odd) throws CliException {
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
            case "system" -> retry(message);
            case "result" ->
                Optional.of(new CliEvent.TurnEnded(
                        message.path("subtype").asText(""),
                        message.path("is_error").asBoolean(),
                        message.path("result").asText("")));
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

    private static Optional<CliEvent> retry(JsonNode message) {
        if (!"api_retry".equals(message.path("subtype").textValue())) {
            return Optional.empty();
        }
        return Optional.of(new CliEvent.Retrying(
                message.path("attempt").asInt(1),
                message.path("error_status").asInt(0),
                message.path("error").asText(""),
                Duration.ofMillis(between(0, message.path("retry_delay_ms").asLong(0), LAST_SECOND))));
    }

    /** What the CLI counts can be any number; times are reckoned with, and have bounds. */
    private static long between(long least, long number, long most) {
        return Math.max(least, Math.min(number, most));
    }

    private static Optional<CliEvent> answered(JsonNode response) throws CliException {
        if ("error".equals(response.path("subtype").textValue())) {
            throw new CliException(
                    Kind.EXITED,
                    "The claude CLI refused a control request",
                    response.path("error").asText(""));
        }
        return Optional.of(new CliEvent.Answered(response.path("request_id").asText(""), response.path("response")));
    }

    /** Fixes the system prompt; none given means none, where the CLI would otherwise send its own. */
    static ObjectNode initialize(List<String> systemPrompt, ClientTools tools) {
        ObjectNode request = Json.object().put("subtype", "initialize");
        systemPrompt.forEach(request.putArray("systemPrompt")::add);
        tools.announce(request);
        return control("initialize", request);
    }

    /** Settings of the coming turn, which the CLI takes over while it lives. */
    static ObjectNode settings(ObjectNode settings) {
        ObjectNode request = Json.object().put("subtype", "apply_flag_settings");
        request.set("settings", settings);
        return control("settings", request);
    }

    /**
     * No conversation fits into one token, so the CLI asks the API nothing more, and says so to us alone. It looks at
     * this before each request; one that is under way is not touched.
     */
    static ObjectNode seal() {
        return settings(promptLimit("1"));
    }

    static ObjectNode unseal() {
        return settings(promptLimit(NO_PROMPT_LIMIT));
    }

    private static ObjectNode promptLimit(String tokens) {
        ObjectNode settings = Json.object();
        settings.putObject("env").put(PROMPT_LIMIT, tokens);
        return settings;
    }

    /** Whether every variable of {@code before} gets a value again: one that is left out would keep the old one. */
    static boolean covers(ObjectNode settings, ObjectNode before) {
        JsonNode environment = settings.path("env");
        return before.path("env").properties().stream().allMatch(variable -> environment.has(variable.getKey()));
    }

    /** The answer to a control request of the CLI's. */
    static ObjectNode answer(String requestId, ObjectNode answer) {
        ObjectNode line = Json.object().put("type", "control_response");
        line.putObject("response")
                .put("subtype", "success")
                .put("request_id", requestId)
                .set("response", answer);
        return line;
    }

    /** A question without arguments to the CLI itself. */
    static ObjectNode question(String subtype) {
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
     * @param query whether it asks the model; else it only joins the history
     */
    static ObjectNode user(ObjectNode message, boolean query) {
        ObjectNode line = conversation("user", message);
        // Without this the CLI puts the content of a file in the place of "@/path", and runs "/commands".
        line.put("client_composed", true);
        if (!query) {
            line.put("shouldQuery", false);
        }
        return line;
    }

    /** An answer of the model's in the history. */
    static ObjectNode assistant(ObjectNode message) {
        return conversation("assistant", message);
    }

    private static ObjectNode conversation(String type, ObjectNode message) {
        ObjectNode line = Json.object().put("type", type);
        line.set("message", message);
        return line.putNull("parent_tool_use_id").put("session_id", "");
    }
}
