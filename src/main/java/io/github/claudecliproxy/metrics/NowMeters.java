package io.github.claudecliproxy.metrics;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Gauges: the turns, sessions and processes at the moment of a scrape. */
final class NowMeters {
    private static final double MILLIS = 1000;

    private NowMeters() {}

    static void register(
            MeterRegistry registry,
            Supplier<Number> queued,
            Supplier<Number> running,
            Supplier<MetricsReport.SessionsNow> sessions) {
        Gauge.builder("claude.proxy.turns.queued", queued)
                .description("Turns in the queue")
                .register(registry);
        Gauge.builder("claude.proxy.turns.running", running)
                .description("Turns that run")
                .register(registry);
        idle(registry, "empty", sessions, MetricsReport.SessionsNow::empty);
        idle(registry, "holding", sessions, MetricsReport.SessionsNow::holding);
        Gauge.builder("claude.proxy.cli.processes", () -> sessions.get().processes())
                .description("Living claude processes")
                .register(registry);
        FunctionCounter.builder(
                        "claude.proxy.sessions.evicted",
                        sessions,
                        now -> now.get().evicted())
                .description("Sessions that were ended or emptied to make room")
                .register(registry);
    }

    static void registerQueue(MeterRegistry registry, Map<String, Supplier<Number>> queued, Supplier<Duration> paused) {
        queued.forEach((priority, count) -> Gauge.builder("claude.proxy.queue.depth", count)
                .description("Turns and lookups in the queue, by priority")
                .tag("priority", priority)
                .register(registry));
        Gauge.builder("claude.proxy.queue.paused", () -> paused.get().toMillis() / MILLIS)
                .description("How long no turn is sent to the API, because the plan is used up; 0 if turns are sent")
                .baseUnit("seconds")
                .register(registry);
    }

    static void registerMemory(MeterRegistry registry, Supplier<Number> bytes) {
        Gauge.builder("claude.proxy.cli.memory", bytes)
                .description("Resident memory of all claude processes")
                .baseUnit("bytes")
                .register(registry);
    }

    private static void idle(
            MeterRegistry registry,
            String conversation,
            Supplier<MetricsReport.SessionsNow> sessions,
            ToDoubleFunction<MetricsReport.SessionsNow> count) {
        Gauge.builder("claude.proxy.sessions.idle", () -> count.applyAsDouble(sessions.get()))
                .description("Sessions without a turn: empty, or holding a conversation")
                .tag("conversation", conversation)
                .register(registry);
    }
}
