package io.github.claudecliproxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.json.Json;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final MetricsReport.SessionsNow NOW = new MetricsReport.SessionsNow(1, 4, 20, 8);

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
        assertThat(report.tokens()).isEqualTo(new MetricsReport.Tokens(0, 0));
        assertThat(report.latency()).isEqualTo(new MetricsReport.Latency(0, 0, 0, 0));
        assertThat(report.uptime()).isNotNegative();
    }

    @Test
    void report_eachOutcomeAnotherCount_isToldApart() {
        times(21, metrics::accepted);
        times(8, metrics::started);
        settle(1, Metrics.Outcome.COMPLETED, true);
        settle(2, Metrics.Outcome.FAILED, true);
        settle(3, Metrics.Outcome.TIMED_OUT, false);
        settle(4, Metrics.Outcome.QUEUE_REJECTED, false);
        settle(5, Metrics.Outcome.CANCELLED, false);
        metrics.tokens(100, 7);
        metrics.tokens(1, 1);

        MetricsReport report = metrics.report(NOW);

        assertThat(report.requests()).isEqualTo(new MetricsReport.Requests(21, 1, 2, 3, 4, 5));
        assertThat(report.active()).isEqualTo(5);
        assertThat(report.queued()).isEqualTo(1);
        assertThat(report.tokens()).isEqualTo(new MetricsReport.Tokens(101, 8));
        assertThat(report.latency()).isEqualTo(new MetricsReport.Latency(30, 30, 30, 30));
    }

    @Test
    void report_asJson_hasTheFieldsThatUsersKnow() throws Exception {
        MetricsReport report = new MetricsReport(
                3600,
                new MetricsReport.Requests(150, 140, 8, 2, 0, 1),
                3,
                1,
                new MetricsReport.Tokens(500_000, 120_000),
                new MetricsReport.Latency(45_000, 90_000, 8000, 180_000),
                new MetricsReport.Sessions(100, 30, 40, 10, 1, 4, 20, 8, 700),
                new MetricsReport.Access(7, 3));

        String json = Json.mapper().writeValueAsString(report);

        assertThat(json)
                .isEqualTo(
                        "{\"uptime\":3600,\"requests\":{\"total\":150,\"completed\":140,\"failed\":8,\"timedOut\":2,"
                                + "\"queueRejected\":0,\"cancelled\":1},\"active\":3,\"queued\":1,"
                                + "\"tokens\":{\"input\":500000,\"output\":120000},"
                                + "\"latency\":{\"avg\":45000,\"p95\":90000,\"min\":8000,\"max\":180000},"
                                + "\"sessions\":{\"continued\":100,\"branched\":30,\"warm\":40,\"cold\":10,\"empty\":1,\"holding\":4,"
                                + "\"evicted\":20,\"processes\":8,\"bootMs\":700},\"access\":{\"unauthorized\":7,\"forbidden\":3}}");
    }

    private void settle(int n, Metrics.Outcome outcome, boolean started) {
        times(n, () -> metrics.settled(outcome, started, Duration.ofMillis(30)));
    }

    private static void times(int n, Runnable call) {
        IntStream.range(0, n).forEach(i -> call.run());
    }
}
