package io.github.claudecliproxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.TokenCounts;
import io.github.claudecliproxy.turn.TurnInfo;
import io.github.claudecliproxy.turn.TurnSummary;
import io.github.claudecliproxy.work.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final TurnInfo TURN = new TurnInfo("req_1", Priority.NORMAL, "opus", "alice");
    private static final MetricsReport.SessionsNow NOW = new MetricsReport.SessionsNow(1, 4, 20, 8);

    private static final TokenCounts TOKENS = new TokenCounts(1, 2, 3, 4, 5);

    private final Metrics metrics = new Metrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void report_sessions_areCountedByTheWayTheyCame() {
        times(3, () -> metrics.leased(Metrics.Lease.CONTINUED));
        times(4, () -> metrics.leased(Metrics.Lease.BRANCHED));
        times(2, () -> metrics.leased(Metrics.Lease.WARM));
        times(1, () -> metrics.leased(Metrics.Lease.COLD));
        metrics.booted(Duration.ofMillis(400));
        metrics.booted(Duration.ofMillis(600));

        assertThat(metrics.report(NOW).sessions()).isEqualTo(new MetricsReport.Sessions(3, 4, 2, 1, 1, 4, 20, 8, 500));
    }

    @Test
    void report_nothingHappened_isZero() {
        MetricsReport report = metrics.report(NOW);

        assertThat(report.requests()).isEqualTo(new MetricsReport.Requests(0, 0, 0, 0, 0, 0));
        assertThat(report.tokens()).isEqualTo(new MetricsReport.Tokens(0, 0, 0, 0, 0));
        assertThat(report.latency()).isEqualTo(new MetricsReport.Latency(0, 0, 0, 0));
        assertThat(report.uptime()).isNotNegative();
    }

    @Test
    void report_eachOutcomeAnotherCount_isToldApart() {
        times(21, () -> metrics.accepted(TURN));
        times(8, () -> metrics.started(TURN));
        settle(1, Outcome.COMPLETED, true);
        settle(2, Outcome.FAILED, true);
        settle(3, Outcome.TIMED_OUT, false);
        settle(4, Outcome.QUEUE_REJECTED, false);
        settle(5, Outcome.CANCELLED, false);

        MetricsReport report = metrics.report(NOW);

        assertThat(report.requests()).isEqualTo(new MetricsReport.Requests(21, 1, 2, 3, 4, 5));
        assertThat(report.active()).isEqualTo(5);
        assertThat(report.queued()).isEqualTo(1);
        assertThat(report.tokens()).isEqualTo(new MetricsReport.Tokens(3, 6, 9, 12, 15));
        assertThat(report.latency()).isEqualTo(new MetricsReport.Latency(30, 30, 30, 30));
    }

    @Test
    void report_asJson_hasTheFieldsThatUsersKnow() throws Exception {
        MetricsReport report = new MetricsReport(
                3600,
                new MetricsReport.Requests(150, 140, 8, 2, 0, 1),
                3,
                1,
                new MetricsReport.Tokens(500_000, 120_000, 7, 8, 9),
                new MetricsReport.Latency(45_000, 90_000, 8000, 180_000),
                new MetricsReport.Sessions(100, 30, 40, 10, 1, 4, 20, 8, 700),
                new MetricsReport.Access(7, 3, 2));

        String json = Json.mapper().writeValueAsString(report);

        assertThat(json)
                .isEqualTo("{\"uptime\":3600,\"requests\":{\"total\":150,\"completed\":140,\"failed\":8,\"timedOut\":2,"
                        + "\"queueRejected\":0,\"cancelled\":1},\"active\":3,\"queued\":1,"
                        + "\"tokens\":{\"input\":500000,\"output\":120000,\"cacheRead\":7,\"cacheWrite5m\":8,"
                        + "\"cacheWrite1h\":9},"
                        + "\"latency\":{\"avg\":45000,\"p95\":90000,\"min\":8000,\"max\":180000},"
                        + "\"sessions\":{\"continued\":100,\"branched\":30,\"warm\":40,\"cold\":10,\"empty\":1,\"holding\":4,"
                        + "\"evicted\":20,\"processes\":8,\"bootMs\":700},"
                        + "\"access\":{\"unauthorized\":7,\"forbidden\":3,\"limited\":2}}");
    }

    @Test
    void prometheus_turns_areTheSameNumbersAsInTheReport() {
        metrics.observe(() -> NOW);
        times(3, () -> metrics.accepted(TURN));
        times(2, () -> metrics.started(TURN));
        settle(2, Outcome.COMPLETED, true);

        String text = metrics.prometheus("text/plain").text();

        assertThat(text.lines())
                .contains(
                        "# TYPE claude_proxy_turns_total counter",
                        "claude_proxy_turns_total{outcome=\"completed\"} 2.0",
                        "claude_proxy_turns_total{outcome=\"failed\"} 0.0",
                        "claude_proxy_turns_queued 1.0",
                        "claude_proxy_turns_running 0.0",
                        "claude_proxy_turn_queued_seconds_bucket{le=\"0.025\"} 2",
                        "claude_proxy_turn_queued_seconds_bucket{le=\"0.01\"} 0",
                        "claude_proxy_turn_first_token_seconds_bucket{le=\"0.005\"} 2",
                        "claude_proxy_turn_ran_seconds_count 2",
                        "claude_proxy_sessions_idle{conversation=\"holding\"} 4.0",
                        "claude_proxy_sessions_evicted_total 20.0",
                        "claude_proxy_cli_processes 8.0",
                        tokens("input", 2),
                        tokens("output", 4),
                        tokens("cache_read", 6),
                        tokens("cache_write_5m", 8),
                        tokens("cache_write_1h", 10));
    }

    @Test
    void prometheus_scraperNamesOpenMetrics_getsIt() {
        PrometheusText text = metrics.prometheus("application/openmetrics-text;version=1.0.0;q=0.6,*/*;q=0.2");

        assertThat(text.contentType()).startsWith("application/openmetrics-text");
        assertThat(text.text()).endsWith("# EOF\n");
    }

    @Test
    void prometheus_moreModelsThanLabels_areCountedAsOther() {
        BoundedLabels models = new BoundedLabels(2);

        assertThat(List.of(models.of("a"), models.of("b"), models.of("c"), models.of("a")))
                .containsExactly("a", "b", "other", "a");
    }

    private static String tokens(String kind, int count) {
        return "claude_proxy_tokens_total{key=\"alice\",kind=\"%s\",model=\"claude-opus-5-5\"} %d.0"
                .formatted(kind, count);
    }

    private void settle(int n, Outcome outcome, boolean started) {
        times(n, () -> metrics.settled(TURN, summary(outcome, started, started ? TOKENS : TokenCounts.NONE), null));
    }

    private static TurnSummary summary(Outcome outcome, boolean started, TokenCounts tokens) {
        return new TurnSummary(
                "claude-opus-5-5",
                "alice",
                outcome,
                started,
                Duration.ofMillis(20),
                Optional.of(Duration.ofMillis(3)).filter(unused -> started),
                Duration.ofMillis(30),
                tokens,
                5);
    }

    private static void times(int n, Runnable call) {
        IntStream.range(0, n).forEach(i -> call.run());
    }
}
