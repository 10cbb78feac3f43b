package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.Samples;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;

/** Conversations as one JSON tree each, so that a test can change any place of them. */
public final class ConversationTrees {
    private static final JsonNodeFactory NODES = Json.mapper().getNodeFactory();

    /** Numbers are equal by value: 1.0 is 1. */
    private static final Comparator<JsonNode> BY_VALUE =
            (a, b) -> a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1;

    private ConversationTrees() {}

    /** Any conversation, of a few messages. */
    static ObjectNode tree(Samples samples) {
        return NODES.objectNode().set("history", array(samples.list(1, 4, () -> message(samples))));
    }

    /** One of so few words that another is often alike. */
    static ObjectNode shortTree(Samples samples) {
        return NODES.objectNode()
                .set("history", array(samples.list(1, 2, () -> message(samples, () -> text(text(samples))))));
    }

    private static JsonNode message(Samples samples) {
        return message(samples, () -> block(samples));
    }

    private static JsonNode message(Samples samples, Supplier<JsonNode> block) {
        return NODES.objectNode()
                .put("role", samples.any("user", "assistant"))
                .set("content", array(samples.list(1, 3, block)));
    }

    /** What the product takes for the same conversation has the same. */
    static List<String> identity(ObjectNode tree) {
        List<String> identity = new ArrayList<>();
        tree.path("history").forEach(message -> identity.add(MessageIdentity.of(message)));
        return identity;
    }

    /** Whether two trees tell the same: found out in another way than the product's. */
    static boolean same(ObjectNode a, ObjectNode b) {
        return said(a).equals(BY_VALUE, said(b));
    }

    private static ObjectNode said(ObjectNode tree) {
        ObjectNode copy = tree.deepCopy();
        copy.path("history")
                .forEach(message -> ((ObjectNode) message).set("content", saidBlocks(message.path("content"))));
        return copy;
    }

    private static JsonNode saidBlocks(JsonNode content) {
        if (content.isTextual()) {
            return NODES.arrayNode().add(NODES.objectNode().put("type", "text").set("text", content));
        }
        if (!content.isArray()) {
            return content;
        }
        ArrayNode blocks = NODES.arrayNode();
        content.forEach(block -> blocks.add(block instanceof ObjectNode object ? saidBlock(object.deepCopy()) : block));
        return blocks;
    }

    private static ObjectNode saidBlock(ObjectNode block) {
        block.remove("cache_control");
        block.properties().removeIf(member -> member.getValue().isNull());
        if (block.path("caller").equals(NODES.objectNode().put("type", "direct"))) {
            block.remove("caller");
        }
        if (block.path("type").equals(NODES.textNode("tool_result"))) {
            if (block.path("is_error").equals(NODES.booleanNode(false))) {
                block.remove("is_error");
            }
            JsonNode content = block.path("content");
            if (content.equals(NODES.textNode("")) || content.equals(NODES.arrayNode())) {
                block.remove("content");
            } else if (block.has("content")) {
                block.set("content", saidBlocks(content));
            }
        }
        return block;
    }

    /**
     * The same, written in another way: members in another order, numbers in another notation, null members of blocks,
     * cache breakpoints, defaults, and a text where a list with one text block may stand.
     */
    static ObjectNode rewritten(ObjectNode tree, Random random) {
        ObjectNode rewritten = (ObjectNode) rewrittenValue(tree, random);
        for (JsonNode message : rewritten.path("history")) {
            message.path("content").forEach(block -> rewriteBlock((ObjectNode) block, random));
            rewriteContent((ObjectNode) message, random);
        }
        return rewritten;
    }

    private static void rewriteBlock(ObjectNode block, Random random) {
        block.putNull("unsaid" + random.nextInt(3));
        if (random.nextBoolean()) {
            block.putObject("cache_control").put("type", "ephemeral");
        }
        if (!block.has("caller") && random.nextBoolean()) {
            block.putObject("caller").put("type", "direct");
        }
        if (block.path("type").asText().equals("tool_result")) {
            if (!block.has("is_error")) {
                block.put("is_error", false);
            }
            if (block.has("content")) {
                rewriteContent(block, random);
            } else {
                block.putArray("content");
            }
        }
    }

    private static void rewriteContent(ObjectNode owner, Random random) {
        JsonNode content = owner.path("content");
        if (content.isTextual() && !content.textValue().isEmpty() && random.nextBoolean()) {
            owner.putArray("content").addObject().put("type", "text").set("text", content);
        } else if (content.isArray()
                && content.size() == 1
                && !content.get(0).path("text").asText("").isEmpty()
                && said(content.get(0)).equals(text(content.get(0).path("text")))
                && random.nextBoolean()) {
            owner.set("content", content.get(0).path("text"));
        }
    }

    private static JsonNode said(JsonNode block) {
        return block instanceof ObjectNode object ? saidBlock(object.deepCopy()) : block;
    }

    private static JsonNode text(JsonNode text) {
        return text.isTextual() ? NODES.objectNode().put("type", "text").set("text", text) : NODES.nullNode();
    }

    private static JsonNode rewrittenValue(JsonNode value, Random random) {
        if (value.isNumber()) {
            BigDecimal number = value.decimalValue();
            return random.nextBoolean()
                    ? NODES.numberNode(number.setScale(number.scale() + random.nextInt(4)))
                    : NODES.numberNode(number.stripTrailingZeros());
        }
        if (value.isArray()) {
            ArrayNode array = NODES.arrayNode();
            value.forEach(element -> array.add(rewrittenValue(element, random)));
            return array;
        }
        if (!value.isObject()) {
            return value;
        }
        List<Map.Entry<String, JsonNode>> members = new ArrayList<>(value.properties());
        Collections.shuffle(members, random);
        ObjectNode object = NODES.objectNode();
        members.forEach(member -> object.set(member.getKey(), rewrittenValue(member.getValue(), random)));
        return object;
    }

    /** A few that are often equal, so that what must differ does so by its place, and a few of any kind. */
    private static JsonNode text(Samples samples) {
        return NODES.textNode(
                samples.upTo(4) > 0
                        ? samples.any("", "a", "b", "ab", "user", "null", "1", "\uD800", "\uDC00", "é😀")
                        : samples.text(6));
    }

    private static JsonNode block(Samples samples) {
        return samples.oneOf(
                () -> text(text(samples)),
                () -> object(
                                samples,
                                3,
                                name -> member(samples, name),
                                "id",
                                "name",
                                "input",
                                "content",
                                "is_error",
                                "caller",
                                "cache_control",
                                "x")
                        .put("type", samples.any("text", "image", "tool_use", "tool_result", "thinking")));
    }

    /** Half of them what the API has there. */
    private static JsonNode member(Samples samples, String name) {
        if (samples.flag()) {
            return samples.oneOf(() -> value(samples), () -> content(samples));
        }
        return switch (name) {
            case "content" -> content(samples);
            case "is_error" -> NODES.booleanNode(samples.flag());
            case "caller" ->
                object(samples, 1, any -> value(samples), "a", "text").put("type", "direct");
            default -> value(samples);
        };
    }

    /** What a tool may have brought. */
    private static JsonNode content(Samples samples) {
        return array(samples.list(
                2,
                () -> samples.oneOf(
                        () -> text(text(samples)),
                        () -> object(samples, 2, name -> value(samples), "content", "is_error", "cache_control")
                                .put("type", "tool_result"),
                        () -> value(samples))));
    }

    /** Any JSON value, at most two levels deep. */
    public static JsonNode value(Samples samples) {
        return value(samples, samples.upTo(3));
    }

    private static JsonNode value(Samples samples, int depth) {
        return depth == 0
                ? leaf(samples)
                : samples.oneOf(
                        () -> value(samples, depth - 1),
                        () -> array(samples.list(3, () -> value(samples, depth - 1))),
                        () -> object(samples, 3, name -> value(samples, depth - 1), "a", "b", "10", "text"));
    }

    private static JsonNode leaf(Samples samples) {
        return samples.oneOf(
                () -> text(samples),
                () -> NODES.numberNode(new BigDecimal(number(samples), 3)),
                () -> NODES.numberNode(samples.upTo(103) - 2),
                () -> NODES.booleanNode(samples.flag()),
                NODES::nullNode);
    }

    private static BigInteger number(Samples samples) {
        BigInteger number = new BigInteger(samples.length(80), samples.random());
        return samples.flag() ? number : number.negate();
    }

    private static ObjectNode object(Samples samples, int most, Function<String, JsonNode> member, String... names) {
        ObjectNode object = NODES.objectNode();
        for (int i = samples.length(most); i > 0; i--) {
            String name = samples.any(names);
            object.set(name, member.apply(name));
        }
        return object;
    }

    private static JsonNode array(List<JsonNode> elements) {
        return NODES.arrayNode().addAll(elements);
    }
}
