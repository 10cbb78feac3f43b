package io.github.claudecliproxy.metrics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.Arrays;

/** The most recent durations. Thread-safe. */
final class LatencyWindow {
    @GuardedBy("this")
    private final long[] millis;

    @GuardedBy("this")
    private int count;

    @GuardedBy("this")
    private int next;

    LatencyWindow(int size) {
        this.millis = new long[size];
    }

    synchronized void add(long duration) {
        millis[next] = duration;
        next = (next + 1) % millis.length;
        count = Math.min(count + 1, millis.length);
    }

    /** A summary; all zero while it is empty. */
    Latency snapshot() {
        long[] sorted;
        synchronized (this) {
            sorted = Arrays.copyOf(millis, count);
        }
        if (sorted.length == 0) {
            return new Latency(0, 0, 0, 0);
        }
        Arrays.sort(sorted);
        int rank = (int) Math.ceil(sorted.length * 0.95);
        long average = Math.round(Arrays.stream(sorted).average().orElse(0));
        return new Latency(average, sorted[rank - 1], sorted[0], sorted[sorted.length - 1]);
    }

    /** Milliseconds; p95 by the nearest-rank method. */
    record Latency(long avg, long p95, long min, long max) {}
}
