package io.github.claudecliproxy.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;

/**
 * One event of a streamed answer, as the API sent it.
 *
 * @param type the event's name, such as {@code content_block_delta}; empty if it has none
 * @param data the whole event, including {@code type}
 * @see <a href="https://docs.claude.com/en/docs/build-with-claude/streaming">Streaming Messages</a>
 */
public record MessageEvent(String type, ObjectNode data) {
    public static final String MESSAGE_START = "message_start";
    public static final String MESSAGE_DELTA = "message_delta";
    public static final String MESSAGE_STOP = "message_stop";
    public static final String CONTENT_BLOCK_START = "content_block_start";
    public static final String CONTENT_BLOCK_DELTA = "content_block_delta";
    public static final String CONTENT_BLOCK_STOP = "content_block_stop";

    public static MessageEvent of(ObjectNode data) {
        return new MessageEvent(data.path("type").asText(""), data);
    }

    /** The event that ends an answer. */
    public static MessageEvent stop() {
        return of(Json.object().put("type", MESSAGE_STOP));
    }

    public boolean is(String name) {
        return type.equals(name);
    }

    /** The stop_reason in a {@code message_delta}; empty if there is none. */
    public String stopReason() {
        return data.path("delta").path("stop_reason").asText("");
    }

    /** The usage in this event, or a missing node. Its counts are totals, not increments. */
    public JsonNode usage() {
        return is(MESSAGE_START) ? data.path("message").path("usage") : data.path("usage");
    }

    /** How many characters of answer text this event adds. */
    public int textChars() {
        return is(CONTENT_BLOCK_DELTA)
                ? data.path("delta").path("text").asText("").length()
                : 0;
    }
}
