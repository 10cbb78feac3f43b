package io.github.claudecliproxy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;

/**
 * Compares what a client sent with what the API received. Everything that the CLI adds of its own is named here and
 * nowhere else; whatever else differs is a fault.
 */
public final class Fidelity {
    /** Fields that the CLI sends when the client does not. */
    private static final Set<String> CLI_FIELDS = Set.of("max_tokens", "metadata", "stream", "temperature", "tools");

    private static final String BREAKPOINT = "cache_control";

    /** Numbers are equal by value: 1.0 is 1. */
    private static final Comparator<JsonNode> BY_VALUE =
            (a, b) -> a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1;

    private Fidelity() {}

    public static boolean equal(JsonNode a, JsonNode b) {
        return a.equals(BY_VALUE, b);
    }

    /**
     * The client's request as the API must see it: content as blocks, consecutive messages of one role as one, and no cache
     * breakpoints but the one within a message for which the CLI has none.
     */
    public static ObjectNode expected(ObjectNode sent) {
        ObjectNode expected = sent.deepCopy();
        expected.remove("system");
        expected.remove("stream");
        expected.remove(BREAKPOINT);
        withoutBreakpoints(expected.path("tools"));
        ArrayNode messages = expected.putArray("messages");
        for (JsonNode message : sent.path("messages")) {
            JsonNode last = messages.path(messages.size() - 1);
            ArrayNode blocks = blocks(message.path("content"));
            if (last.path("role").equals(message.path("role"))) {
                ((ArrayNode) last.path("content")).addAll(blocks);
            } else {
                messages.addObject().put("role", message.path("role").asText()).set("content", blocks);
            }
        }
        keepTheFirstWithinAMessage(messages);
        return expected;
    }

    private static void keepTheFirstWithinAMessage(ArrayNode messages) {
        JsonNode kept = null;
        ObjectNode within = null;
        for (JsonNode message : messages) {
            JsonNode content = message.path("content");
            for (int i = 0;
                    i < content.size() - 1 && message.path("role").asText().equals("user");
                    i++) {
                if (within == null && content.get(i).has(BREAKPOINT)) {
                    within = (ObjectNode) content.get(i);
                    kept = within.path(BREAKPOINT);
                }
            }
        }
        messages.forEach(message -> withoutBreakpoints(message.path("content")));
        if (within != null) {
            within.set(BREAKPOINT, kept);
        }
    }

    private static void withoutBreakpoints(JsonNode blocks) {
        for (JsonNode block : blocks) {
            ((ObjectNode) block).remove(BREAKPOINT);
            if (block.path("type").asText().equals("tool_result")) {
                block.path("content").forEach(part -> ((ObjectNode) part).remove(BREAKPOINT));
            }
        }
    }

    /** The API's request without what the CLI has added to it. */
    public static ObjectNode received(JsonNode body, ObjectNode sent) {
        ObjectNode received = body.deepCopy();
        received.remove("system");
        received.remove("stream");
        CLI_FIELDS.stream().filter(field -> !sent.has(field)).forEach(received::remove);
        ArrayNode messages = received.putArray("messages");
        for (JsonNode message : body.path("messages")) {
            if (!message.path("role").asText().equals("system")) {
                messages.addObject()
                        .put("role", message.path("role").asText())
                        .set("content", withoutReminders(message.path("content")));
            }
        }
        return received;
    }

    private static ArrayNode withoutReminders(JsonNode content) {
        ArrayNode blocks = Json.mapper().createArrayNode();
        for (JsonNode block : blocks(content)) {
            if (!block.path("text").asText().startsWith("<system-reminder>")) {
                blocks.add(block.deepCopy());
            }
        }
        if (blocks.path(blocks.size() - 1) instanceof ObjectNode last) {
            last.remove(BREAKPOINT); // the CLI's own stands at a message's end, and nowhere else
        }
        return blocks;
    }

    private static ArrayNode blocks(JsonNode content) {
        if (content instanceof ArrayNode blocks) {
            return blocks.deepCopy();
        }
        ArrayNode blocks = Json.mapper().createArrayNode();
        blocks.addObject().put("type", "text").set("text", content);
        return blocks;
    }

    /** Messages with the text of each tool result as its one block: as the API treats it, and a CLI that goes on writes it. */
    public static ArrayNode withResultsAsBlocks(JsonNode messages) {
        ArrayNode copy = messages.deepCopy();
        for (JsonNode message : copy) {
            for (JsonNode block : message.path("content")) {
                if (block.path("type").asText().equals("tool_result")
                        && block.path("content").isTextual()
                        && !block.path("is_error").asBoolean()) {
                    ((ObjectNode) block).set("content", blocks(block.path("content")));
                }
            }
        }
        return copy;
    }

    /** What differs, for a person. */
    public static String difference(JsonNode expected, JsonNode received) {
        StringBuilder text = new StringBuilder();
        for (Map.Entry<String, JsonNode> field : expected.properties()) {
            if (!equal(field.getValue(), received.path(field.getKey()))) {
                text.append("\n  sent     ")
                        .append(field)
                        .append("\n  received ")
                        .append(received.path(field.getKey()));
            }
        }
        for (Map.Entry<String, JsonNode> field : received.properties()) {
            if (!expected.has(field.getKey())) {
                text.append("\n  not sent ").append(field);
            }
        }
        return text.toString();
    }
}
