package io.github.claudecliproxy.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;

/**
 * What {@code GET /metrics} tells, in the words of the proxy that this one descends from. Counts live in a
 * {@link MeterRegistry} so that another exposition finds the same numbers. Thread-safe.
 */
public final class Metrics implements AutoCloseable {
    /** Latencies are over this many of the last completed turns. */
    public static final int LATENCY_WINDOW = 1000;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final LatencyWindow latencies = new LatencyWindow(LATENCY_WINDOW);
    private final long startedNanos = System.nanoTime();
    private final Counter total = registry.counter("turns.accepted");
    private final Counter completed = registry.counter("turns", "outcome", "completed");
    private final Counter failed = registry.counter("turns", "outcome", "failed");
    private final Counter timedOut = registry.counter("turns", "outcome", "timed_out");
    private final Counter queueRejected = registry.counter("turns", "outcome", "queue_rejected");
    private final Counter cancelled = registry.counter("turns", "outcome", "cancelled");
    private final Counter inputTokens = registry.counter("tokens", "direction", "input");
    private final Counter outputTokens = registry.counter("tokens", "direction", "output");

    public void accepted() {
        total.increment();
    }

    /** A turn whose whole answer was read, and how long it ran without its wait. */
    public void completed(Duration ran) {
        completed.increment();
        latencies.add(ran.toMillis());
    }

    public void failed() {
        failed.increment();
    }

    public void timedOut() {
        timedOut.increment();
    }

    public void queueRejected() {
        queueRejected.increment();
    }

    public void cancelled() {
        cancelled.increment();
    }

    /** Tokens as the API counted them, of failed answers too: they were paid for. */
    public void tokens(long input, long output) {
        inputTokens.increment((double) input);
        outputTokens.increment((double) output);
    }

    /**
     * The numbers now.
     *
     * @param active turns that run
     * @param queued turns that wait
     */
    public MetricsReport report(int active, int queued) {
        LatencyWindow.Latency latency = latencies.snapshot();
        return new MetricsReport(
                Duration.ofNanos(System.nanoTime() - startedNanos).toSeconds(),
                new MetricsReport.Requests(
                        count(total),
                        count(completed),
                        count(failed),
                        count(timedOut),
                        count(queueRejected),
                        count(cancelled)),
                active,
                queued,
                new MetricsReport.Tokens(count(inputTokens), count(outputTokens)),
                new MetricsReport.Latency(latency.avg(), latency.p95(), latency.min(), latency.max()));
    }

    private static long count(Counter counter) {
        return (long) counter.count();
    }

    @Override
    public void close() {
        registry.close();
    }
}
