package io.github.claudecliproxy.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.Fidelity;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Effort, thinking and all parameters arrive as sent with every model that the CLI lists, and with older ones. */
class ITEveryModel {
    private static final List<String> OLDER = List.of(
            "claude-opus-4-8",
            "claude-opus-4-7",
            "claude-sonnet-5",
            "claude-opus-4-5",
            "claude-sonnet-4-5",
            "claude-haiku-4-5-20251001");

    /** The API refuses effort for them, and the CLI leaves it out. */
    private static final Set<String> WITHOUT_EFFORT = Set.of("claude-sonnet-4-5", "claude-haiku-4-5-20251001");

    private static final List<String> EFFORTS = List.of("low", "medium", "high", "xhigh", "max");

    /** One proxy for all rows: it empties its processes between them. */
    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofRealCli();

    @TestFactory
    Stream<DynamicTest> everyParameter_arrivesAsSent() throws Exception {
        return models().stream()
                .flatMap(model -> FidelityRows.parametersFor(model).stream())
                .map(row -> DynamicTest.dynamicTest(row.getName(), () -> assertArrives(row.getPayload())));
    }

    @TestFactory
    Stream<DynamicTest> effort_ofEachTurn_isItsOwn() throws Exception {
        return models().stream().map(model -> DynamicTest.dynamicTest(model, () -> assertEffortsAreTheTurns(model)));
    }

    /** The API requires it. Callers of the proxy that this one descends from leave it out. */
    @TestFactory
    Stream<DynamicTest> missingMaxTokens_isTheMostThatTheCliAsksFor() throws Exception {
        return models().stream().map(model -> DynamicTest.dynamicTest(model, () -> assertMostTokens(model)));
    }

    @Test
    void listedModels_areNotTheOlderOnes() throws Exception {
        assertThat(models()).hasSizeGreaterThan(OLDER.size() + 3).doesNotHaveDuplicates();
    }

    private static List<String> models() throws Exception {
        List<String> models = new ArrayList<>();
        proxy.http()
                .json("/v1/models")
                .path("data")
                .forEach(model -> models.add(model.path("id").asText()));
        models.addAll(OLDER);
        return models;
    }

    private static void assertArrives(ObjectNode sent) throws Exception {
        JsonNode body = arrived(sent);
        ObjectNode expected = Fidelity.expected(sent);
        if (losesEffort(sent)) {
            expected.remove("output_config");
        }
        assertThat(Fidelity.difference(expected, Fidelity.received(body, sent))).isEmpty();
        assertThat(body.findValues("output_config"))
                .as("nothing of the CLI's own")
                .hasSize(expected.has("output_config") ? 1 : 0);
    }

    private static void assertMostTokens(String model) throws Exception {
        ObjectNode request = Json.object().put("model", model).put("max_tokens", 100);
        request.withArray("/messages").addObject().put("role", "user").put("content", "first");
        assertThat(arrived(request).path("max_tokens").asInt()).isEqualTo(100);
        request.remove("max_tokens");
        assertThat(arrived(request).path("max_tokens").asInt()).isIn(32_000, 64_000, 128_000);
    }

    /** In one conversation: every effort, and none, after each other. */
    private static void assertEffortsAreTheTurns(String model) throws Exception {
        ObjectNode request = Json.object().put("model", model).put("max_tokens", 100);
        for (String effort : EFFORTS) {
            request.withArray("/messages").addObject().put("role", "user").put("content", "[[say a]] " + effort);
            request.putObject("output_config").put("effort", effort);
            List<JsonNode> said = arrived(request).findValues("output_config");
            if (losesEffort(request)) {
                assertThat(said).isEmpty();
            } else {
                assertThat(said).containsExactly(request.path("output_config"));
            }
            request.withArray("/messages").addObject().put("role", "assistant").put("content", "a");
            request.withArray("/messages").addObject().put("role", "user").put("content", "[[say b]] after " + effort);
            request.remove("output_config");
            assertThat(arrived(request).findValues("output_config")).isEmpty();
            request.withArray("/messages").addObject().put("role", "assistant").put("content", "b");
        }
    }

    private static boolean losesEffort(ObjectNode request) {
        return WITHOUT_EFFORT.contains(request.path("model").asText())
                && request.at("/output_config/effort").isTextual();
    }

    /** Sends a request; the body with which it arrived, in one call. */
    private static JsonNode arrived(ObjectNode request) throws Exception {
        int before = proxy.api().turns().size();
        HttpResponse<String> response = proxy.http().post("/v1/messages", request);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(proxy.api().turns()).hasSize(before + 1);
        String ignored = response.headers().firstValue("x-proxy-ignored").orElse("");
        assertThat(ignored).isEqualTo(losesEffort(request) ? "output_config.effort" : "");
        return proxy.api().lastTurn().body();
    }
}
