package io.github.claudecliproxy.it.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.FakeCli;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.JsonText;
import io.github.claudecliproxy.testing.LaunchedProxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The spans of turns under OpenTelemetry's Java agent, as its own exporter prints them. */
class ITTracing {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String CALLER = "00f067aa0ba902b7";
    private static final Path AGENT = Path.of("target/otel/opentelemetry-javaagent.jar");

    @TempDir
    Path home;

    private LaunchedProxy proxy;

    @BeforeEach
    void start() throws Exception {
        Map<String, String> environment = FakeCli.asTheQuestionSays(home).environment();
        proxy = new LaunchedProxy(LaunchedProxy.java(
                environment,
                "-javaagent:" + AGENT,
                "-Dotel.traces.exporter=logging-otlp",
                "-Dotel.metrics.exporter=none",
                "-Dotel.logs.exporter=none",
                "-Dotel.bsp.schedule.delay=100",
                "-jar",
                LaunchedProxy.WAR.toString()));
    }

    @AfterEach
    void stop() {
        proxy.close();
    }

    @Test
    void turn_isInTheTraceOfItsRequest_withTheNamesOfTheConventionsAndWithoutItsText() throws Exception {
        assertThat(ask("secret-question", "00-" + TRACE + "-" + CALLER + "-01")).isEqualTo(200);

        Map<String, JsonNode> spans = awaitSpans("POST /v1/messages", "queue", "chat claude-sonnet-5");
        JsonNode server = span(spans, "POST /v1/messages");
        JsonNode queue = span(spans, "queue");
        JsonNode chat = span(spans, "chat claude-sonnet-5");
        assertThat(List.of(server, queue, chat))
                .allSatisfy(span -> assertThat(text(span, "traceId")).isEqualTo(TRACE));
        assertThat(text(server, "parentSpanId")).isEqualTo(CALLER);
        assertThat(text(queue, "parentSpanId")).isEqualTo(text(server, "spanId"));
        assertThat(text(chat, "parentSpanId")).isEqualTo(text(server, "spanId"));
        assertThat(text(chat, "startTimeUnixNano")).isGreaterThanOrEqualTo(text(queue, "endTimeUnixNano"));
        assertThat(attributes(chat))
                .containsEntry("gen_ai.operation.name", "chat")
                .containsEntry("gen_ai.provider.name", "anthropic")
                .containsEntry("gen_ai.request.model", "claude-sonnet-5")
                .containsEntry("gen_ai.response.model", "fault")
                .containsEntry("gen_ai.usage.input_tokens", "3")
                .containsEntry("gen_ai.usage.output_tokens", "2")
                .containsEntry("gen_ai.response.finish_reasons", "end_turn");
        assertThat(spanLines()).noneMatch(line -> line.contains("secret-question") || line.contains("Hi there"));
    }

    @Test
    void turnThatFails_hasTheError() throws Exception {
        assertThat(ask("[[fault overload]]", "00-" + TRACE + "-" + CALLER + "-01"))
                .isEqualTo(529);

        JsonNode chat = span(awaitSpans("chat claude-sonnet-5"), "chat claude-sonnet-5");
        assertThat(chat.at("/status/code").asInt()).isEqualTo(2);
        assertThat(attributes(chat)).containsKey("error.type");
    }

    private int ask(String text, String traceparent) throws Exception {
        return proxy.http()
                .post("/v1/messages", Http.ask(text, false), "traceparent", traceparent)
                .statusCode();
    }

    private Map<String, JsonNode> awaitSpans(String... names) {
        Map<String, JsonNode> spans = new HashMap<>();
        await().atMost(LIMIT).untilAsserted(() -> {
            spanLines().forEach(line -> spans(JsonText.parse(line.substring(line.indexOf('{'))), spans));
            assertThat(spans).containsKeys(names);
        });
        return spans;
    }

    private static JsonNode span(Map<String, JsonNode> spans, String name) {
        return Objects.requireNonNull(spans.get(name));
    }

    private List<String> spanLines() {
        return proxy.log().stream()
                .filter(line -> line.contains("\"scopeSpans\""))
                .toList();
    }

    private static void spans(JsonNode exported, Map<String, JsonNode> spans) {
        for (JsonNode scope : exported.path("scopeSpans")) {
            scope.path("spans").forEach(span -> spans.put(text(span, "name"), span));
        }
    }

    private static String text(JsonNode span, String field) {
        return span.path(field).asText();
    }

    private static Map<String, String> attributes(JsonNode span) {
        Map<String, String> attributes = new HashMap<>();
        for (JsonNode attribute : span.path("attributes")) {
            List<String> values = new ArrayList<>();
            attribute.findParents("stringValue").forEach(value -> values.add(text(value, "stringValue")));
            attribute.findParents("intValue").forEach(value -> values.add(text(value, "intValue")));
            attributes.put(text(attribute, "key"), String.join(",", values));
        }
        return attributes;
    }
}
