package io.github.claudecliproxy.http.access;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.claudecliproxy.time.Stopwatch;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Decides when a log line that anybody can cause is due: at once, then at most one in ten seconds. Thread-safe. */
final class RareLines {
    private static final Duration QUIET = Duration.ofSeconds(10);

    private final LongSupplier ticker;

    @GuardedBy("this")
    private long attempts;

    @GuardedBy("this")
    private @Nullable Stopwatch lastLine;

    RareLines(LongSupplier ticker) {
        this.ticker = ticker;
    }

    /** Counts an attempt; how many a line would report now, or 0 when it is too early for one. */
    synchronized long sinceLastLine() {
        attempts++;
        if (lastLine != null && !lastLine.reached(QUIET)) {
            return 0;
        }
        lastLine = Stopwatch.start(ticker);
        long since = attempts;
        attempts = 0;
        return since;
    }
}
