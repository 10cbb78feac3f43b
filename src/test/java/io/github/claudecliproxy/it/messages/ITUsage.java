package io.github.claudecliproxy.it.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.testing.Events;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.turn.TurnLog;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** What turns used is counted once, and the client, the log, both forms of the metrics and the ledger say the same. */
class ITUsage {
    private static final Logger TURNS = (Logger) LoggerFactory.getLogger(TurnLog.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofRealCli();

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        TURNS.addAppender(log);
    }

    @AfterEach
    void leave() {
        TURNS.detachAppender(log);
    }

    @Test
    void turns_withACache_areCountedAlikeEverywhere() throws Exception {
        JsonNode before = proxy.http().json("/metrics").path("tokens");

        proxy.api().answerNext(answer());
        JsonNode plain = Http.json(proxy.http().post("/v1/messages", Http.ask("plain", false)));
        proxy.api().answerNext(answer());
        String stream =
                proxy.http().post("/v1/messages", Http.ask("stream", true)).body();
        proxy.api().answerNext(answer());
        JsonNode chat = Http.json(proxy.http().post("/chat", "{\"prompt\":\"chat\",\"model\":\"claude-sonnet-5\"}"));

        assertThat(plain.at("/usage/cache_read_input_tokens").asInt()).isEqualTo(100);
        assertThat(stream).contains("\"ephemeral_1h_input_tokens\":20");
        assertThat(chat.path("cacheReadTokens").asInt()).isEqualTo(100);
        assertThat(chat.path("cacheWriteTokens").asInt()).isEqualTo(30);
        await().atMost(LIMIT)
                .until(() -> log.list.stream().filter(ITUsage::ended).count() == 3);
        JsonNode tokens = proxy.http().json("/metrics").path("tokens");
        assertCounted("inputTokens", 3 * Events.INPUT_TOKENS, tokens, before, "input");
        assertCounted("outputTokens", 3 * Events.OUTPUT_TOKENS, tokens, before, "output");
        assertCounted("cacheReadTokens", 300, tokens, before, "cacheRead");
        assertCounted("cacheWrite5mTokens", 30, tokens, before, "cacheWrite5m");
        assertCounted("cacheWrite1hTokens", 60, tokens, before, "cacheWrite1h");
        assertThat(proxy.http().get("/metrics/prometheus").body().lines())
                .contains("claude_proxy_tokens_total{key=\"\",kind=\"cache_read\",model=\"claude-sonnet-5\"} "
                        + (double) tokens.path("cacheRead").asLong());
        assertRecorded(tokens);
    }

    /** The ledger begins with this proxy, as its metrics do. */
    private static void assertRecorded(JsonNode tokens) {
        await().atMost(LIMIT).untilAsserted(() -> {
            JsonNode metrics = proxy.http().json("/metrics");
            JsonNode row = proxy.http().json("/usage?by=model,key").at("/rows/0");
            assertThat(row.path("model").asText()).isEqualTo("claude-sonnet-5");
            assertThat(row.path("key").asText()).isEmpty();
            assertThat(row.path("turns").asLong())
                    .isEqualTo(metrics.at("/requests/completed").asLong())
                    .isEqualTo(row.path("firstTokens").asLong());
            assertThat(row.path("errors").asLong()).isZero();
            tokens.fieldNames()
                    .forEachRemaining(
                            kind -> assertThat(row.path(kind + "Tokens").asLong())
                                    .as(kind)
                                    .isEqualTo(tokens.path(kind).asLong()));
            assertThat(row.path("runningMs").asLong()).isPositive();
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            */*                                                                   | application/json
            text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8       | application/json
            image/png                                                             | application/json
            application/json                                                      | application/json
            text/plain;q=0.3,application/json;q=0.5                               | application/json
            text/plain                                                            | text/plain
            text/plain;version=0.0.4;q=0.5,application/json;q=0.1                 | text/plain
            application/openmetrics-text;version=1.0.0;q=0.6,text/plain;q=0.4,*/*;q=0.1 | application/openmetrics-text
            """)
    void metrics_haveTheFormThatTheCallerPrefers(String accept, String type) throws Exception {
        var response = proxy.http().get("/metrics", "Accept", accept);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(is -> assertThat(is).startsWith(type));
        assertThat(response.headers().firstValue("vary")).contains("Accept");
    }

    private void assertCounted(String logged, int expected, JsonNode after, JsonNode before, String field) {
        assertThat(after.path(field).asLong() - before.path(field).asLong())
                .as(field)
                .isEqualTo(expected);
        assertThat(log.list.stream()
                        .filter(ITUsage::ended)
                        .mapToLong(line -> logged(line, logged))
                        .sum())
                .as(logged)
                .isEqualTo(expected);
    }

    private static boolean ended(ILoggingEvent line) {
        return line.getMessage().equals("RES");
    }

    private static long logged(ILoggingEvent line, String field) {
        return line.getKeyValuePairs().stream()
                .filter(pair -> pair.key.equals(field))
                .mapToLong(pair -> (Long) pair.value)
                .sum();
    }

    private static List<ObjectNode> answer() {
        ObjectNode start = Events.messageStart("claude-sonnet-5");
        ObjectNode usage = start.withObject("/message/usage")
                .put("cache_read_input_tokens", 100)
                .put("cache_creation_input_tokens", 30);
        usage.putObject("cache_creation").put("ephemeral_5m_input_tokens", 10).put("ephemeral_1h_input_tokens", 20);
        return List.of(
                start,
                Events.textBlockStart(),
                Events.text("ok"),
                Events.blockStop(),
                Events.messageDelta("end_turn"),
                Events.messageStop());
    }
}
