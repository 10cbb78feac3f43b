package io.github.claudecliproxy.http.access;

import io.github.claudecliproxy.http.Connection;
import io.github.claudecliproxy.metrics.Metrics;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts refused callers, and logs wrong keys and reached limits at a limited rate, so that nobody can flood the log. */
public final class RefusedCallers {
    private static final Logger LOG = LoggerFactory.getLogger(RefusedCallers.class);

    private final Metrics metrics;
    private final RareLines wrongKeys;
    private final RareLines limits;

    public RefusedCallers(Metrics metrics) {
        this(metrics, System::nanoTime);
    }

    RefusedCallers(Metrics metrics, LongSupplier ticker) {
        this.metrics = metrics;
        this.wrongKeys = new RareLines(ticker);
        this.limits = new RareLines(ticker);
    }

    /** A web page, a wrong Host, or another machine. */
    void forbidden() {
        metrics.refused(Metrics.Refusal.FORBIDDEN);
    }

    /** A key was missing, wrong or expired. */
    void unauthorized(Connection from) {
        metrics.refused(Metrics.Refusal.UNAUTHORIZED);
        long since = wrongKeys.sinceLastLine();
        if (since > 0) {
            LOG.atWarn()
                    .addKeyValue("attempts", since)
                    .addKeyValue("remote", from.remoteAddress())
                    .log("UNAUTHORIZED");
        }
    }

    /**
     * A key has reached a limit, or asked for a model that it may not use.
     *
     * @param limit as it stands in the keys file
     */
    public void limited(String key, String limit) {
        metrics.refused(Metrics.Refusal.LIMITED);
        long since = limits.sinceLastLine();
        if (since > 0) {
            LOG.atWarn()
                    .addKeyValue("attempts", since)
                    .addKeyValue("key", key)
                    .addKeyValue("limit", limit)
                    .log("LIMITED");
        }
    }
}
