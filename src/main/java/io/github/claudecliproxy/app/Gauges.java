package io.github.claudecliproxy.app;

import io.github.claudecliproxy.cli.process.CliProcesses;
import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.dispatch.PriorityExecutor;
import io.github.claudecliproxy.metrics.Metrics;
import io.github.claudecliproxy.metrics.MetricsReport;
import io.github.claudecliproxy.plan.PlanWindows;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;

/** Tells the metrics whom to ask at each scrape, so that they know none of those rooms. */
final class Gauges {
    private Gauges() {}

    static void observe(
            Metrics metrics,
            Supplier<MetricsReport.SessionsNow> sessions,
            PriorityExecutor executor,
            CliProcesses processes,
            PlanWindows plan) {
        Map<String, Supplier<Number>> queued = new LinkedHashMap<>();
        for (Priority priority : Priority.values()) {
            queued.put(priority.name().toLowerCase(Locale.ROOT), () -> executor.queued(priority));
        }
        metrics.observe(sessions);
        metrics.observeQueue(queued, executor::paused);
        metrics.observeMemory(processes::memory);
        metrics.observePlan(plan::now);
    }
}
