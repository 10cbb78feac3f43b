package io.github.claudecliproxy.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Builds, from the events of a streamed answer, the message that the API would have sent without streaming. Not
 * thread-safe.
 */
public final class MessageAccumulator {
    private static final Set<String> DELTA_FIELDS = Set.of("type", "delta", "usage");

    private static final String INPUT = "partial_json";

    /** The fields of a block that come in pieces. */
    private static final List<String> FIELDS = List.of("text", "thinking", "signature", INPUT);

    /** Pieces of the open blocks, by index and field. */
    private final Map<String, StringBuilder> pieces = new HashMap<>();

    private ObjectNode message = Json.object();

    /** Adds the next event. Unknown events and deltas are ignored. */
    public void add(MessageEvent event) {
        switch (event.type()) {
            case MessageEvent.MESSAGE_START -> start(event.data());
            case MessageEvent.CONTENT_BLOCK_START ->
                content().add(event.data().path("content_block").deepCopy());
            case MessageEvent.CONTENT_BLOCK_DELTA ->
                delta(event.data().path("index").asInt(), event.data().path("delta"));
            case MessageEvent.CONTENT_BLOCK_STOP ->
                finish(event.data().path("index").asInt());
            case MessageEvent.MESSAGE_DELTA -> messageDelta(event.data());
            default -> {
                // message_stop, ping, or unknown
            }
        }
    }

    /** The message so far. */
    public ObjectNode message() {
        return message;
    }

    /** The content blocks so far. */
    public ArrayNode content() {
        return message.path("content") instanceof ArrayNode known ? known : message.putArray("content");
    }

    /** The joined texts of the text blocks. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (JsonNode block : content()) {
            if ("text".equals(block.path("type").textValue())) {
                text.append(block.path("text").asText(""));
            }
        }
        return text.toString();
    }

    private void start(ObjectNode event) {
        message = event.path("message") instanceof ObjectNode begun ? begun.deepCopy() : Json.object();
        pieces.clear();
    }

    private void delta(int index, JsonNode delta) {
        if (!(content().get(index) instanceof ObjectNode block)) {
            return;
        }
        switch (delta.path("type").asText("")) {
            case "text_delta" -> append(index, "text", delta);
            case "thinking_delta" -> append(index, "thinking", delta);
            case "signature_delta" -> append(index, "signature", delta);
            case "input_json_delta" -> append(index, INPUT, delta);
            case "citations_delta" ->
                citations(block).add(delta.path("citation").deepCopy());
            default -> {
                // unknown
            }
        }
    }

    private void append(int index, String field, JsonNode delta) {
        pieces.computeIfAbsent(index + "." + field, key -> new StringBuilder())
                .append(delta.path(field).asText(""));
    }

    private static ArrayNode citations(ObjectNode block) {
        return block.path("citations") instanceof ArrayNode known ? known : block.putArray("citations");
    }

    private void finish(int index) {
        if (!(content().get(index) instanceof ObjectNode block)) {
            return;
        }
        for (String field : FIELDS) {
            StringBuilder text = pieces.remove(index + "." + field);
            if (text != null && !field.equals(INPUT)) {
                block.put(field, block.path(field).asText("") + text);
            } else if (text != null && !text.isEmpty()) {
                block.set("input", parsed(text.toString()));
            }
        }
    }

    /** A tool input that {@code max_tokens} cut off is not JSON. It is kept as text. */
    private static JsonNode parsed(String json) {
        try {
            return Json.read(json.getBytes(StandardCharsets.UTF_8));
        } catch (IOException cutOff) {
            return Json.mapper().getNodeFactory().textNode(json);
        }
    }

    private void messageDelta(ObjectNode event) {
        event.path("delta").properties().forEach(field -> message.set(field.getKey(), field.getValue()));
        ObjectNode usage = message.path("usage") instanceof ObjectNode known ? known : message.putObject("usage");
        event.path("usage").properties().forEach(field -> {
            if (!field.getValue().isNull()) {
                usage.set(field.getKey(), field.getValue());
            }
        });
        event.properties().forEach(field -> {
            if (!DELTA_FIELDS.contains(field.getKey())) {
                message.set(field.getKey(), field.getValue());
            }
        });
    }
}
