package io.github.claudecliproxy.metrics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.claudecliproxy.messages.TokenCounts;
import io.github.claudecliproxy.plan.PlanWindow;
import io.github.claudecliproxy.time.Stopwatch;
import io.github.claudecliproxy.turn.TurnInfo;
import io.github.claudecliproxy.turn.TurnObserver;
import io.github.claudecliproxy.turn.TurnSummary;
import io.github.claudecliproxy.work.Outcome;
import io.github.claudecliproxy.work.WorkException;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts for {@code GET /metrics}, as JSON with the field names of the proxy that this one descends from, and as
 * Prometheus' text. Thread-safe. Every report adds up: accepted turns are those with an outcome, the queued and the
 * running.
 */
public final class Metrics implements TurnObserver, AutoCloseable {
    /** The number of completed turns that the latencies cover. */
    public static final int LATENCY_WINDOW = 1000;

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final LatencyWindow latencies = new LatencyWindow(LATENCY_WINDOW);
    private final Stopwatch uptime = Stopwatch.start();
    private final TurnMeters turns = new TurnMeters(registry);
    private final EnumCounters<Lease> leases = new EnumCounters<>(
            registry, "claude.proxy.sessions.leased", "How turns and lookups got their session", "as", Lease.class);
    private final EnumCounters<Refusal> refusals = new EnumCounters<>(
            registry, "claude.proxy.callers.refused", "Callers who were not let in", "as", Refusal.class);
    private final Timer boots = Timer.builder("claude.proxy.cli.start")
            .description("The start of a claude process")
            .register(registry);

    private final PlanMeters planMeters = new PlanMeters(registry);
    private volatile Supplier<List<PlanWindow>> plan = List::of;

    @GuardedBy("this")
    private long total;

    @GuardedBy("this")
    private int queued;

    @GuardedBy("this")
    private int running;

    @GuardedBy("this")
    private TokenCounts tokens = TokenCounts.NONE;

    /** How a turn got its session. */
    public enum Lease {
        CONTINUED,
        BRANCHED,
        WARM,
        COLD
    }

    /** Why a caller was refused. */
    public enum Refusal {
        /** A key was missing, wrong or expired. */
        UNAUTHORIZED,
        /** Anything else at the door. */
        FORBIDDEN,
        /** A key has reached a limit, or may not use the model. */
        LIMITED
    }

    /** Adds gauges of what is queued, running and idle; the supplier is asked at each scrape. */
    public void observe(Supplier<MetricsReport.SessionsNow> sessions) {
        NowMeters.register(registry, this::queued, this::running, sessions);
    }

    /**
     * Adds gauges of the queue, by priority, and of its pause.
     *
     * @param queued how many tasks of each priority are queued
     * @param paused how long no turn will be sent to the API
     */
    public void observeQueue(Map<String, Supplier<Number>> queued, Supplier<Duration> paused) {
        NowMeters.registerQueue(registry, queued, paused);
    }

    /** Adds a gauge of the memory of all CLI processes, in bytes. */
    public void observeMemory(Supplier<Number> bytes) {
        NowMeters.registerMemory(registry, bytes);
    }

    /** Adds gauges of the plan's windows. */
    public void observePlan(Supplier<List<PlanWindow>> windows) {
        plan = windows;
    }

    @Override
    public synchronized void accepted(TurnInfo turn) {
        total++;
        queued++;
    }

    @Override
    public synchronized void started(TurnInfo turn) {
        queued--;
        running++;
    }

    @Override
    public synchronized void settled(TurnInfo turn, TurnSummary summary, @Nullable WorkException failure) {
        if (summary.started()) {
            running--;
        } else {
            queued--;
        }
        turns.count(summary);
        tokens = tokens.plus(summary.tokens());
        if (summary.outcome() == Outcome.COMPLETED) {
            latencies.add(summary.ran().toMillis());
        }
    }

    private synchronized int queued() {
        return queued;
    }

    private synchronized int running() {
        return running;
    }

    /** A caller was refused. This does not count as a turn. */
    public void refused(Refusal why) {
        refusals.increment(why);
    }

    public void leased(Lease how) {
        leases.increment(how);
    }

    /** A process has started. */
    public void booted(Duration took) {
        boots.record(took);
    }

    /**
     * All counts in one of Prometheus' text formats.
     *
     * @param accept the {@code Accept} header of the scrape; the format follows it
     * @see <a href="https://prometheus.io/docs/instrumenting/exposition_formats/">Exposition formats</a>
     */
    public PrometheusText prometheus(String accept) {
        planMeters.set(plan.get());
        return PrometheusText.of(registry, accept);
    }

    /** A consistent report. */
    public synchronized MetricsReport report(MetricsReport.SessionsNow sessions) {
        LatencyWindow.Latency latency = latencies.snapshot();
        return new MetricsReport(
                uptime.elapsed().toSeconds(),
                new MetricsReport.Requests(
                        total,
                        turns.ended(Outcome.COMPLETED),
                        turns.ended(Outcome.FAILED),
                        turns.ended(Outcome.TIMED_OUT),
                        turns.ended(Outcome.QUEUE_REJECTED),
                        turns.ended(Outcome.CANCELLED)),
                running,
                queued,
                new MetricsReport.Tokens(
                        tokens.input(),
                        tokens.output(),
                        tokens.cacheRead(),
                        tokens.cacheWrite5m(),
                        tokens.cacheWrite1h()),
                new MetricsReport.Latency(latency.avg(), latency.p95(), latency.min(), latency.max()),
                new MetricsReport.Sessions(
                        leases.count(Lease.CONTINUED),
                        leases.count(Lease.BRANCHED),
                        leases.count(Lease.WARM),
                        leases.count(Lease.COLD),
                        sessions.empty(),
                        sessions.holding(),
                        sessions.evicted(),
                        sessions.processes(),
                        (long) boots.mean(TimeUnit.MILLISECONDS)),
                new MetricsReport.Access(
                        refusals.count(Refusal.UNAUTHORIZED),
                        refusals.count(Refusal.FORBIDDEN),
                        refusals.count(Refusal.LIMITED)));
    }

    @Override
    public void close() {
        registry.close();
    }
}
