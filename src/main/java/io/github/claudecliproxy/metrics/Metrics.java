package io.github.claudecliproxy.metrics;

import io.github.claudecliproxy.time.Stopwatch;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * Counts for {@code GET /metrics}, with the field names of the proxy that this one descends from. They live in a
 * {@link MeterRegistry}, so that other expositions show the same numbers. Thread-safe. Every report adds up: accepted
 * turns are those with an outcome, the queued and the running.
 */
public final class Metrics implements AutoCloseable {
    /** The number of completed turns that the latencies cover. */
    public static final int LATENCY_WINDOW = 1000;

    private final MeterRegistry registry = new SimpleMeterRegistry();
    private final LatencyWindow latencies = new LatencyWindow(LATENCY_WINDOW);
    private final Stopwatch uptime = Stopwatch.start();
    private final Counter total = registry.counter("turns.accepted");
    private final Map<Outcome, Counter> outcomes = new EnumMap<>(Outcome.class);
    private final Counter inputTokens = registry.counter("tokens", "direction", "input");
    private final Counter outputTokens = registry.counter("tokens", "direction", "output");
    private final Map<Lease, Counter> leases = new EnumMap<>(Lease.class);
    private final Map<Refusal, Counter> refusals = new EnumMap<>(Refusal.class);
    private final Timer boots = registry.timer("sessions.boot");

    private int waiting;
    private int running;

    /** How a turn ended. */
    public enum Outcome {
        COMPLETED,
        FAILED,
        TIMED_OUT,
        QUEUE_REJECTED,
        CANCELLED
    }

    /** How a turn got its session. */
    public enum Lease {
        CONTINUED,
        BRANCHED,
        WARM,
        COLD
    }

    /** Why a caller was refused. */
    public enum Refusal {
        /** A key was missing or wrong. */
        UNAUTHORIZED,
        /** Anything else. */
        FORBIDDEN
    }

    public Metrics() {
        for (Refusal refusal : Refusal.values()) {
            refusals.put(
                    refusal,
                    registry.counter("callers.refused", "as", refusal.name().toLowerCase(Locale.ROOT)));
        }
        for (Lease lease : Lease.values()) {
            leases.put(
                    lease,
                    registry.counter("sessions.leased", "as", lease.name().toLowerCase(Locale.ROOT)));
        }
        for (Outcome outcome : Outcome.values()) {
            outcomes.put(
                    outcome, registry.counter("turns", "outcome", outcome.name().toLowerCase(Locale.ROOT)));
        }
    }

    /** A turn was accepted. It counts as queued until it starts. */
    public synchronized void accepted() {
        total.increment();
        waiting++;
    }

    /** A queued turn runs now. */
    public synchronized void started() {
        waiting--;
        running++;
    }

    /**
     * A turn has its outcome.
     *
     * @param started whether it ran at all
     * @param ran how long it ran; counts among the latencies if it was completed
     */
    public synchronized void settled(Outcome outcome, boolean started, Duration ran) {
        counter(outcome).increment();
        if (started) {
            running--;
        } else {
            waiting--;
        }
        if (outcome == Outcome.COMPLETED) {
            latencies.add(ran.toMillis());
        }
    }

    /** Tokens as the API counted them, including those of failed answers, which were paid for as well. */
    public synchronized void tokens(long input, long output) {
        inputTokens.increment((double) input);
        outputTokens.increment((double) output);
    }

    /** A caller was refused. This does not count as a turn. */
    public void refused(Refusal why) {
        refusals(why).increment();
    }

    public void leased(Lease how) {
        leases(how).increment();
    }

    /** A process has started. */
    public void booted(Duration took) {
        boots.record(took);
    }

    /** A consistent report. */
    public synchronized MetricsReport report(MetricsReport.SessionsNow sessions) {
        LatencyWindow.Latency latency = latencies.snapshot();
        return new MetricsReport(
                uptime.elapsed().toSeconds(),
                new MetricsReport.Requests(
                        count(total),
                        count(counter(Outcome.COMPLETED)),
                        count(counter(Outcome.FAILED)),
                        count(counter(Outcome.TIMED_OUT)),
                        count(counter(Outcome.QUEUE_REJECTED)),
                        count(counter(Outcome.CANCELLED))),
                running,
                waiting,
                new MetricsReport.Tokens(count(inputTokens), count(outputTokens)),
                new MetricsReport.Latency(latency.avg(), latency.p95(), latency.min(), latency.max()),
                new MetricsReport.Sessions(
                        count(leases(Lease.CONTINUED)),
                        count(leases(Lease.BRANCHED)),
                        count(leases(Lease.WARM)),
                        count(leases(Lease.COLD)),
                        sessions.empty(),
                        sessions.holding(),
                        sessions.evicted(),
                        sessions.processes(),
                        (long) boots.mean(TimeUnit.MILLISECONDS)),
                new MetricsReport.Access(count(refusals(Refusal.UNAUTHORIZED)), count(refusals(Refusal.FORBIDDEN))));
    }

    private Counter leases(Lease how) {
        return Objects.requireNonNull(leases.get(how));
    }

    private Counter refusals(Refusal why) {
        return Objects.requireNonNull(refusals.get(why));
    }

    private Counter counter(Outcome outcome) {
        return Objects.requireNonNull(outcomes.get(outcome));
    }

    private static long count(Counter counter) {
        return (long) counter.count();
    }

    @Override
    public void close() {
        registry.close();
    }
}
