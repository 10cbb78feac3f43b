package io.github.claudecliproxy.messages.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

/** Whatever is sent, it is a request or it is refused; nothing else is ever thrown. */
class RequestPropertiesTest {
    private static final JsonNodeFactory NODES = Json.mapper().getNodeFactory();
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Property
    void of_anyBytes_resultOrRefusal(@ForAll byte[] body) {
        assertResultOrRefusal(body);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void of_anyTree_resultOrRefusal(@ForAll("trees") JsonNode tree) {
        assertResultOrRefusal(Json.bytes(tree));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void of_almostRequests_resultOrRefusal(@ForAll("almostRequests") JsonNode request) {
        assertResultOrRefusal(Json.bytes(request));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void of_bytesCutOff_resultOrRefusal(@ForAll("almostRequests") JsonNode request, @ForAll int cut) {
        byte[] whole = Json.bytes(request);

        assertResultOrRefusal(Arrays.copyOf(whole, Math.floorMod(cut, whole.length)));
    }

    @Provide
    static Arbitrary<JsonNode> trees() {
        return Arbitraries.recursive(RequestPropertiesTest::leaves, RequestPropertiesTest::branches, 0, 3);
    }

    private static Arbitrary<JsonNode> branches(Arbitrary<JsonNode> children) {
        Arbitrary<JsonNode> arrays = children.list().ofMaxSize(3).map(RequestPropertiesTest::array);
        Arbitrary<JsonNode> objects = Combinators.combine(names(), children)
                .as(Tuple::of)
                .list()
                .ofMaxSize(3)
                .map(fields -> {
                    ObjectNode object = NODES.objectNode();
                    fields.forEach(field -> object.set(field.get1(), field.get2()));
                    return object;
                });
        return Arbitraries.oneOf(children, arrays, objects);
    }

    /** Requests that are right but for some of their fields. */
    @Provide
    Arbitrary<JsonNode> almostRequests() {
        Arbitrary<JsonNode> blocks = Combinators.combine(orTree("text", "image"), orTree("a", " "))
                .as((type, text) -> NODES.objectNode()
                        .<com.fasterxml.jackson.databind.node.ObjectNode>set("type", type)
                        .set("text", text));
        Arbitrary<JsonNode> contents =
                Arbitraries.oneOf(orTree("hi"), blocks.list().ofMaxSize(3).map(RequestPropertiesTest::array));
        Arbitrary<JsonNode> messages = Combinators.combine(orTree("user", "assistant"), contents)
                .as((role, content) -> object("role", role, "content", content));
        return Combinators.combine(
                        orTree("claude-x"), messages.list().ofMaxSize(4), contents.injectNull(0.5), names(), trees())
                .as((model, list, system, name, value) -> {
                    ObjectNode request = NODES.objectNode();
                    request.set("model", model);
                    request.set("prompt", model);
                    request.set("messages", array(list));
                    request.set("system", system);
                    request.set(name, value);
                    return request;
                });
    }

    private static Arbitrary<JsonNode> orTree(String... texts) {
        Arbitrary<JsonNode> right = Arbitraries.of(texts).map(NODES::textNode);
        return Arbitraries.frequencyOf(Tuple.of(9, right), Tuple.of(1, trees()));
    }

    private static Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(5),
                Arbitraries.of(
                        "model",
                        "messages",
                        "system",
                        "stream",
                        "max_tokens",
                        "tools",
                        "prompt",
                        "maxTurns",
                        "timeoutMs",
                        "priority",
                        "systemPrompt",
                        "cache_control"));
    }

    private static Arbitrary<JsonNode> leaves() {
        return Arbitraries.oneOf(
                Arbitraries.strings().ofMaxLength(20).map(NODES::textNode),
                Arbitraries.bigIntegers()
                        .between(BigInteger.TEN.pow(40).negate(), BigInteger.TEN.pow(40))
                        .map(NODES::numberNode),
                Arbitraries.integers()
                        .between(-200, 200)
                        .map(scale -> NODES.numberNode(new BigDecimal(BigInteger.TWO, scale))),
                Arbitraries.of(true, false).map(NODES::booleanNode),
                Arbitraries.just(NODES.nullNode()));
    }

    private static JsonNode object(String name, JsonNode value, String other, JsonNode otherValue) {
        ObjectNode object = NODES.objectNode();
        object.set(name, value);
        object.set(other, otherValue);
        return object;
    }

    private static JsonNode array(List<JsonNode> nodes) {
        return NODES.arrayNode().addAll(nodes);
    }

    private static void assertResultOrRefusal(byte[] body) {
        try {
            assertThat(MessagesRequest.of(body).messages()).isNotEmpty();
        } catch (InvalidRequestException refused) {
            assertThat(refused.error().status()).isEqualTo(400);
        }
        try {
            assertThat(ChatRequest.of(body, 2, MINUTE).prompt()).isNotBlank();
        } catch (InvalidRequestException refused) {
            assertThat(refused.error().message()).isNotBlank();
        }
    }
}
