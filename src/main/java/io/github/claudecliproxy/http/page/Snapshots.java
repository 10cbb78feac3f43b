package io.github.claudecliproxy.http.page;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.claudecliproxy.status.StatusReport;
import io.github.claudecliproxy.time.Deadline;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One report for all viewers: the first who asks in a second makes it, and if nobody asks, none is made. Thread-safe. */
final class Snapshots {
    /** A little less than a viewer's pause, so that each finds a new one after it. */
    private static final Duration FRESH = Duration.ofMillis(900);

    private final Supplier<StatusReport> source;

    @GuardedBy("this")
    private @Nullable StatusReport last;

    @GuardedBy("this")
    private Deadline stale = Deadline.after(Duration.ZERO);

    Snapshots(Supplier<StatusReport> source) {
        this.source = source;
    }

    synchronized StatusReport now() {
        StatusReport before = last;
        if (before != null && !stale.passed()) {
            return before;
        }
        StatusReport now = source.get();
        last = now;
        stale = Deadline.after(FRESH);
        return now;
    }
}
