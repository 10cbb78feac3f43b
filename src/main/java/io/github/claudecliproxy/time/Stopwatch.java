package io.github.claudecliproxy.time;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Measures the time since it was started, on a monotonic clock. It is never stopped. Immutable. */
public final class Stopwatch {
    private final LongSupplier ticker;
    private final long startNanos;

    private Stopwatch(LongSupplier ticker) {
        this.ticker = ticker;
        this.startNanos = ticker.getAsLong();
    }

    public static Stopwatch start() {
        return start(System::nanoTime);
    }

    /** By another clock: {@code ticker} counts nanoseconds as {@link System#nanoTime()} does. */
    public static Stopwatch start(LongSupplier ticker) {
        return new Stopwatch(ticker);
    }

    public Duration elapsed() {
        return Duration.ofNanos(elapsedNanos());
    }

    /** Whether at least this much time has elapsed. */
    public boolean reached(Duration time) {
        return elapsedNanos() >= time.toNanos();
    }

    private long elapsedNanos() {
        return ticker.getAsLong() - startNanos;
    }
}
