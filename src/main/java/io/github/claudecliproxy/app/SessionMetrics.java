package io.github.claudecliproxy.app;

import io.github.claudecliproxy.cli.pool.SessionCounts;
import io.github.claudecliproxy.cli.session.Origin;
import io.github.claudecliproxy.metrics.Metrics;
import java.time.Duration;

/** Counts sessions in the metrics, so that neither room knows the other. */
record SessionMetrics(Metrics metrics) implements SessionCounts {
    @Override
    public void leased(Origin how) {
        metrics.leased(Metrics.Lease.valueOf(how.name()));
    }

    @Override
    public void booted(Duration took) {
        metrics.booted(took);
    }
}
