package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Conversations as one JSON tree each, so that a test can change any place of them. */
public final class ConversationTrees {
    private static final JsonNodeFactory NODES = Json.mapper().getNodeFactory();

    /** Numbers are equal by value: 1.0 is 1. */
    private static final Comparator<JsonNode> BY_VALUE =
            (a, b) -> a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1;

    private ConversationTrees() {}

    static Arbitrary<ObjectNode> all() {
        return Combinators.combine(
                        Arbitraries.of("user", "assistant"),
                        blocks().list().ofMinSize(1).ofMaxSize(3).map(ConversationTrees::array))
                .as(ConversationTrees::message)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(told -> NODES.objectNode().set("history", array(told)));
    }

    private static JsonNode message(String role, JsonNode content) {
        return NODES.objectNode().put("role", role).set("content", content);
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
    static Arbitrary<JsonNode> texts() {
        return Arbitraries.frequencyOf(
                        Tuple.of(3, Arbitraries.of("", "a", "b", "ab", "user", "null", "1", "\uD800", "\uDC00", "é😀")),
                        Tuple.of(1, Arbitraries.strings().ofMaxLength(6)))
                .map(NODES::textNode);
    }

    private static Arbitrary<JsonNode> blocks() {
        Arbitrary<JsonNode> text = texts().map(ConversationTrees::text);
        Arbitrary<JsonNode> any = Combinators.combine(
                        Arbitraries.of("text", "image", "tool_use", "tool_result", "thinking"), members())
                .as((type, members) -> {
                    ObjectNode block = NODES.objectNode().put("type", type);
                    members.forEach(member -> block.set(member.get1(), member.get2()));
                    return block;
                });
        return Arbitraries.oneOf(text, any);
    }

    private static Arbitrary<List<Tuple.Tuple2<String, JsonNode>>> members() {
        return Combinators.combine(
                        Arbitraries.of("id", "name", "input", "content", "is_error", "caller", "cache_control", "x"),
                        Arbitraries.oneOf(
                                values(),
                                contents(),
                                Arbitraries.just(NODES.objectNode().put("type", "direct"))))
                .as(Tuple::of)
                .list()
                .ofMaxSize(3);
    }

    /** What a tool may have brought. */
    private static Arbitrary<JsonNode> contents() {
        return Arbitraries.oneOf(
                        texts().map(ConversationTrees::text),
                        object(Combinators.combine(Arbitraries.of("content", "is_error", "cache_control"), values())
                                        .as(Tuple::of)
                                        .list()
                                        .ofMaxSize(2))
                                .map(result -> ((ObjectNode) result).put("type", "tool_result")),
                        values())
                .list()
                .ofMaxSize(2)
                .map(ConversationTrees::array);
    }

    public static Arbitrary<JsonNode> values() {
        return Arbitraries.recursive(ConversationTrees::leaves, ConversationTrees::branches, 0, 2);
    }

    private static Arbitrary<JsonNode> branches(Arbitrary<JsonNode> children) {
        return Arbitraries.oneOf(
                children,
                children.list().ofMaxSize(3).map(ConversationTrees::array),
                object(Combinators.combine(Arbitraries.of("a", "b", "10", "text"), children)
                        .as(Tuple::of)
                        .list()
                        .ofMaxSize(3)));
    }

    private static Arbitrary<JsonNode> leaves() {
        return Arbitraries.oneOf(
                texts(),
                Arbitraries.bigDecimals().ofScale(3).map(NODES::numberNode),
                Arbitraries.integers().between(-2, 100).map(NODES::numberNode),
                Arbitraries.of(true, false).map(NODES::booleanNode),
                Arbitraries.just(NODES.nullNode()));
    }

    private static Arbitrary<JsonNode> object(Arbitrary<List<Tuple.Tuple2<String, JsonNode>>> members) {
        return members.map(all -> {
            ObjectNode object = NODES.objectNode();
            all.forEach(member -> object.set(member.get1(), member.get2()));
            return object;
        });
    }

    private static JsonNode array(List<JsonNode> elements) {
        return NODES.arrayNode().addAll(elements);
    }
}
