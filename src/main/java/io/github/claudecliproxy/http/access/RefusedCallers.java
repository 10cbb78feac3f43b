package io.github.claudecliproxy.http.access;

import io.github.claudecliproxy.http.Connection;
import io.github.claudecliproxy.metrics.Metrics;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts refused callers, and logs wrong keys at a limited rate, so that nobody can flood the log. */
public final class RefusedCallers {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedCallers.class);
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Metrics metrics;
    private final LongSupplier nanoTime;
    private long attempts;
    private long toldNanos;
    private boolean told;

    public RefusedCallers(Metrics metrics) {
        this(metrics, System::nanoTime);
    }

    RefusedCallers(Metrics metrics, LongSupplier nanoTime) {
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    /** A web page, a wrong Host, or another machine. */
    void forbidden() {
        metrics.refused(Metrics.Refusal.FORBIDDEN);
    }

    /** A key was missing or wrong. */
    void unauthorized(Connection from) {
        metrics.refused(Metrics.Refusal.UNAUTHORIZED);
        long since = sinceLastLine();
        if (since > 0) {
            LOG.atWarn()
                    .addKeyValue("attempts", since)
                    .addKeyValue("remote", from.remoteAddress())
                    .log("UNAUTHORIZED");
        }
    }

    /** How many attempts the next log line would report, or 0 when it is too early for one. */
    private synchronized long sinceLastLine() {
        attempts++;
        long now = nanoTime.getAsLong();
        if (told && now - toldNanos < QUIET_NANOS) {
            return 0;
        }
        told = true;
        toldNanos = now;
        long since = attempts;
        attempts = 0;
        return since;
    }
}
