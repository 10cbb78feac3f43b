package io.github.claudecliproxy.bench;

import java.util.ArrayList;
import java.util.List;

/** Times of one kind, in milliseconds. Thread-safe. */
final class Sample {
    private static final double NANOS_A_MILLI = 1_000_000.0;

    private final List<Double> millis = new ArrayList<>();

    synchronized void addNanos(long nanos) {
        millis.add(nanos / NANOS_A_MILLI);
    }

    synchronized void addMillis(double value) {
        millis.add(value);
    }

    void addAll(Sample more) {
        List<Double> copy;
        synchronized (more) {
            copy = List.copyOf(more.millis);
        }
        synchronized (this) {
            millis.addAll(copy);
        }
    }

    synchronized int count() {
        return millis.size();
    }

    double median() {
        return percentile(50);
    }

    /** The value that so many percent do not exceed; NaN when there is none. */
    synchronized double percentile(double percent) {
        if (millis.isEmpty()) {
            return Double.NaN;
        }
        List<Double> sorted = millis.stream().sorted().toList();
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(0, rank - 1));
    }
}
