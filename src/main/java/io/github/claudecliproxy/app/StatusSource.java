package io.github.claudecliproxy.app;

import io.github.claudecliproxy.config.BuildVersion;
import io.github.claudecliproxy.config.Settings;
import io.github.claudecliproxy.http.api.HealthReport;
import io.github.claudecliproxy.metrics.MetricsReport;
import io.github.claudecliproxy.status.StatusReport;
import io.github.claudecliproxy.status.StatusReport.Plan;
import io.github.claudecliproxy.status.TurnBoard;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Gathers the status from all parts of the proxy. Reports are quick: none of them asks the CLI. Thread-safe. */
final class StatusSource implements Supplier<StatusReport> {
    private static final long BYTES_A_MEGABYTE = 1024 * 1024;

    private final Parts parts;
    private final Map<String, String> settings;
    private final Findings findings;
    private final String version = BuildVersion.read().orElse("");
    private final String startedAt =
            Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();

    /** The parts that know something. */
    record Parts(
            TurnBoard board,
            Supplier<HealthReport> health,
            Supplier<MetricsReport> metrics,
            LongSupplier memory,
            Supplier<Plan> plan) {}

    StatusSource(Parts parts, Settings settings, Findings findings) {
        this.parts = parts;
        this.settings = settings.inForce();
        this.findings = findings;
    }

    @Override
    public StatusReport get() {
        MetricsReport metrics = parts.metrics().get();
        HealthReport health = parts.health().get();
        MetricsReport.Tokens tokens = metrics.tokens();
        return new StatusReport(
                "all",
                version,
                startedAt,
                new StatusReport.Health(
                        health.ok(),
                        health.problem(),
                        health.active(),
                        health.queued(),
                        health.maxConcurrent(),
                        health.maxQueue()),
                parts.board().turns(),
                parts.board().failures(),
                parts.board().minutes(),
                sessions(metrics.sessions()),
                new StatusReport.Tokens(
                        tokens.input(),
                        tokens.output(),
                        tokens.cacheRead(),
                        tokens.cacheWrite5m(),
                        tokens.cacheWrite1h()),
                parts.plan().get(),
                findings.now(),
                settings);
    }

    private StatusReport.Sessions sessions(MetricsReport.Sessions now) {
        return new StatusReport.Sessions(
                now.holding(),
                now.empty(),
                Math.max(0, now.processes() - now.holding() - now.empty()),
                now.processes(),
                parts.memory().getAsLong() / BYTES_A_MEGABYTE,
                now.continued(),
                now.branched(),
                now.warm(),
                now.cold(),
                now.evicted());
    }
}
