package io.github.claudecliproxy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;

/** Events of a streamed answer as the API writes them. */
public final class Events {
    public static final int INPUT_TOKENS = 25;
    public static final int OUTPUT_TOKENS = 12;

    private Events() {}

    public static ObjectNode messageStart(String model) {
        ObjectNode event = Json.object().put("type", "message_start");
        ObjectNode message = event.putObject("message")
                .put("id", "msg_scripted")
                .put("type", "message")
                .put("role", "assistant")
                .put("model", model);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        message.putObject("usage")
                .put("input_tokens", INPUT_TOKENS)
                .put("cache_creation_input_tokens", 3)
                .put("cache_read_input_tokens", 4)
                .put("output_tokens", 1)
                .put("service_tier", "standard");
        return event;
    }

    public static ObjectNode textBlockStart() {
        ObjectNode event = Json.object().put("type", "content_block_start").put("index", 0);
        event.putObject("content_block").put("type", "text").put("text", "");
        return event;
    }

    public static ObjectNode text(String text) {
        return delta("text", text);
    }

    public static ObjectNode thinkingStart() {
        ObjectNode event = Json.object().put("type", "content_block_start").put("index", 0);
        event.putObject("content_block")
                .put("type", "thinking")
                .put("thinking", "")
                .put("signature", "");
        return event;
    }

    /** A piece of a block's field of this name, whose delta is named after it. */
    public static ObjectNode delta(String field, String piece) {
        ObjectNode event = Json.object().put("type", "content_block_delta").put("index", 0);
        event.putObject("delta").put("type", field + "_delta").put(field, piece);
        return event;
    }

    public static ObjectNode toolUseStart(String id, String name) {
        ObjectNode event = Json.object().put("type", "content_block_start").put("index", 0);
        event.putObject("content_block")
                .put("type", "tool_use")
                .put("id", id)
                .put("name", name)
                .putObject("input");
        return event;
    }

    public static ObjectNode inputJson(String piece) {
        ObjectNode event = Json.object().put("type", "content_block_delta").put("index", 0);
        event.putObject("delta").put("type", "input_json_delta").put("partial_json", piece);
        return event;
    }

    public static ObjectNode blockStop() {
        return Json.object().put("type", "content_block_stop").put("index", 0);
    }

    public static ObjectNode messageDelta(String stopReason) {
        ObjectNode event = Json.object().put("type", "message_delta");
        event.putObject("delta").put("stop_reason", stopReason).putNull("stop_sequence");
        event.putObject("usage").put("output_tokens", OUTPUT_TOKENS);
        return event;
    }

    public static ObjectNode messageStop() {
        return Json.object().put("type", "message_stop");
    }

    public static ObjectNode error(String type, String message) {
        ObjectNode event = Json.object().put("type", "error");
        event.putObject("error").put("type", type).put("message", message);
        return event;
    }

    static String errorType(int status) {
        return switch (status) {
            case 400 -> "invalid_request_error";
            case 401 -> "authentication_error";
            case 403 -> "permission_error";
            case 404 -> "not_found_error";
            case 413 -> "request_too_large";
            case 429 -> "rate_limit_error";
            case 529 -> "overloaded_error";
            default -> "api_error";
        };
    }
}
