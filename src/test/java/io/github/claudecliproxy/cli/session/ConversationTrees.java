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
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Conversations as one JSON tree each, so that a test can change any place of them. */
final class ConversationTrees {
    private static final JsonNodeFactory NODES = Json.mapper().getNodeFactory();

    /** Numbers are equal by value: 1.0 is 1. */
    private static final Comparator<JsonNode> BY_VALUE =
            (a, b) -> a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1;

    private ConversationTrees() {}

    static Arbitrary<ObjectNode> all() {
        Arbitrary<JsonNode> texts = texts().list().ofMaxSize(3).map(ConversationTrees::array);
        Arbitrary<JsonNode> settings = object(members());
        Arbitrary<JsonNode> history = Combinators.combine(
                        Arbitraries.of("user", "assistant"),
                        blocks().list().ofMinSize(1).ofMaxSize(3).map(ConversationTrees::array))
                .as(ConversationTrees::message)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(ConversationTrees::array);
        return Combinators.combine(
                        texts(), texts(), texts, texts, texts, settings, history, Arbitraries.of(true, false))
                .as((owner, model, system, tools, betas, set, told, builtIn) -> {
                    ObjectNode tree = NODES.objectNode();
                    tree.set("owner", owner);
                    tree.set("model", model);
                    tree.set("system", system);
                    tree.set("tools", tools);
                    tree.set("betas", betas);
                    tree.set("settings", set);
                    tree.set("history", told);
                    return tree.put("builtIn", builtIn);
                });
    }

    private static JsonNode message(String role, JsonNode content) {
        return NODES.objectNode().put("role", role).set("content", content);
    }

    static String id(ObjectNode tree) {
        return new Conversation(spec(tree)).id();
    }

    static SessionSpec spec(ObjectNode tree) {
        List<ObjectNode> history = new ArrayList<>();
        tree.path("history").forEach(message -> history.add((ObjectNode) message));
        return new SessionSpec(
                tree.path("owner").textValue(),
                Optional.of("m" + tree.path("model").textValue()),
                strings(tree.path("system")),
                history,
                NODES.objectNode(),
                (ObjectNode) tree.path("settings"),
                strings(tree.path("tools")),
                strings(tree.path("betas")),
                tree.path("builtIn").booleanValue(),
                true);
    }

    private static List<String> strings(JsonNode list) {
        List<String> strings = new ArrayList<>();
        list.forEach(text -> strings.add(text.textValue()));
        return strings;
    }

    /** Whether two trees tell the same: found out in another way than the product's. */
    static boolean same(ObjectNode a, ObjectNode b) {
        return withoutNullMembers(a).equals(BY_VALUE, withoutNullMembers(b));
    }

    private static ObjectNode withoutNullMembers(ObjectNode tree) {
        ObjectNode copy = tree.deepCopy();
        for (JsonNode message : copy.path("history")) {
            for (JsonNode block : message.path("content")) {
                if (block instanceof ObjectNode members) {
                    members.properties().removeIf(member -> member.getValue().isNull());
                }
            }
        }
        return copy;
    }

    /** The same, written in another way: members in another order, numbers in another notation, null members of blocks. */
    static ObjectNode rewritten(ObjectNode tree, Random random) {
        ObjectNode rewritten = (ObjectNode) rewrittenValue(tree, random);
        for (JsonNode message : rewritten.path("history")) {
            message.path("content").forEach(block -> ((ObjectNode) block).putNull("unsaid" + random.nextInt(3)));
        }
        return rewritten;
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
        Arbitrary<JsonNode> text =
                texts().map(said -> NODES.objectNode().put("type", "text").set("text", said));
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
        return Combinators.combine(Arbitraries.of("id", "name", "input", "content", "env", "x"), values())
                .as(Tuple::of)
                .list()
                .ofMaxSize(3);
    }

    static Arbitrary<JsonNode> values() {
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
