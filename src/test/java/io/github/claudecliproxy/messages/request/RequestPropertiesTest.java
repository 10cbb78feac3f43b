package io.github.claudecliproxy.messages.request;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.testing.Samples;
import io.github.claudecliproxy.testing.Seeds;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever is sent, it is a request or it is refused; nothing else is ever thrown. */
class RequestPropertiesTest {
    private static final JsonNodeFactory NODES = Json.mapper().getNodeFactory();
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void of_anyBytes_resultOrRefusal() {
        Seeds.each(seed -> assertResultOrRefusal(new Samples(seed).someBytes()));
    }

    @Test
    void of_anyTree_resultOrRefusal() {
        Seeds.each(seed -> assertResultOrRefusal(Json.bytes(tree(new Samples(seed)))));
    }

    @Test
    void of_almostRequests_resultOrRefusal() {
        Seeds.each(seed -> assertResultOrRefusal(Json.bytes(almostRequest(new Samples(seed)))));
    }

    @Test
    void of_bytesCutOff_resultOrRefusal() {
        Seeds.each(seed -> {
            Samples samples = new Samples(seed);
            byte[] whole = Json.bytes(almostRequest(samples));

            assertResultOrRefusal(Arrays.copyOf(whole, samples.upTo(whole.length)));
        });
    }

    /** Any JSON value, at most three levels deep. */
    private static JsonNode tree(Samples samples) {
        return tree(samples, samples.upTo(4));
    }

    private static JsonNode tree(Samples samples, int depth) {
        return depth == 0
                ? leaf(samples)
                : samples.oneOf(
                        () -> tree(samples, depth - 1),
                        () -> array(samples.list(3, () -> tree(samples, depth - 1))),
                        () -> {
                            ObjectNode object = NODES.objectNode();
                            for (int i = samples.length(3); i > 0; i--) {
                                object.set(name(samples), tree(samples, depth - 1));
                            }
                            return object;
                        });
    }

    /** A request that is right but for some of its fields. */
    private static JsonNode almostRequest(Samples samples) {
        JsonNode model = orTree(samples, "claude-x");
        ObjectNode request = NODES.objectNode();
        request.set("model", model);
        request.set("prompt", model);
        request.set("messages", array(samples.list(4, () -> message(samples))));
        request.set("system", samples.flag() ? content(samples) : NODES.nullNode());
        request.set(name(samples), tree(samples));
        return request;
    }

    private static JsonNode message(Samples samples) {
        return object("role", orTree(samples, "user", "assistant"), "content", content(samples));
    }

    private static JsonNode content(Samples samples) {
        return samples.oneOf(() -> orTree(samples, "hi"), () -> array(samples.list(3, () -> block(samples))));
    }

    private static JsonNode block(Samples samples) {
        return object("type", orTree(samples, "text", "image"), "text", orTree(samples, "a", " "));
    }

    private static JsonNode orTree(Samples samples, String... texts) {
        return samples.upTo(10) > 0 ? NODES.textNode(samples.any(texts)) : tree(samples);
    }

    private static String name(Samples samples) {
        return samples.oneOf(
                () -> samples.text(5),
                () -> samples.any(
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

    private static JsonNode leaf(Samples samples) {
        return samples.oneOf(
                () -> NODES.textNode(samples.text(20)),
                () -> NODES.numberNode(
                        new BigInteger(samples.length(134), samples.random()).subtract(BigInteger.TEN.pow(40))),
                () -> NODES.numberNode(new BigInteger(samples.length(70), samples.random())),
                () -> NODES.numberNode(new BigDecimal(BigInteger.TWO, samples.upTo(401) - 200)),
                () -> NODES.booleanNode(samples.flag()),
                NODES::nullNode);
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
