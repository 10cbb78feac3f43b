package io.github.claudecliproxy.time;

import java.time.Duration;
import java.util.function.LongSupplier;

/** An instant of a monotonic clock by which something must have happened. Immutable. */
public final class Deadline {
    private final LongSupplier ticker;
    private final long nanos;

    private Deadline(LongSupplier ticker, long nanos) {
        this.ticker = ticker;
        this.nanos = nanos;
    }

    /** A deadline that passes once the timeout has elapsed from now on. */
    public static Deadline after(Duration timeout) {
        return after(timeout, System::nanoTime);
    }

    /** The same by another clock: {@code ticker} counts nanoseconds as {@link System#nanoTime()} does. */
    public static Deadline after(Duration timeout, LongSupplier ticker) {
        return new Deadline(ticker, ticker.getAsLong() + timeout.toNanos());
    }

    /** The time until the deadline; zero once it has passed. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, nanosLeft()));
    }

    public boolean passed() {
        return nanosLeft() <= 0;
    }

    /** A difference, because the ticker may overflow between two readings. */
    private long nanosLeft() {
        return nanos - ticker.getAsLong();
    }
}
