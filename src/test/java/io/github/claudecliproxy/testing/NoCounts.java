package io.github.claudecliproxy.testing;

import io.github.claudecliproxy.cli.pool.SessionCounts;
import io.github.claudecliproxy.cli.session.Origin;
import java.time.Duration;

/** For tests that do not look at how sessions were leased; those of the pool and the metrics do. */
public final class NoCounts implements SessionCounts {
    @Override
    public void leased(Origin how) {
        // not looked at
    }

    @Override
    public void booted(Duration took) {
        // not looked at
    }
}
