package io.github.claudecliproxy.metrics;

import io.github.claudecliproxy.plan.PlanWindow;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;

/** Gauges of the plan's windows, of which some come with a turn and each goes with its reset. */
final class PlanMeters {
    private final MultiGauge utilization;
    private final MultiGauge resets;

    PlanMeters(MeterRegistry registry) {
        this.utilization = MultiGauge.builder("claude.proxy.plan.utilization")
                .description("Used share of a window of the plan, usually from 0 to 1")
                .register(registry);
        this.resets = MultiGauge.builder("claude.proxy.plan.resets")
                .description("When a window of the plan begins anew, as Unix time")
                .baseUnit("seconds")
                .register(registry);
    }

    void set(List<PlanWindow> windows) {
        List<Row<?>> used = new ArrayList<>();
        List<Row<?>> resetting = new ArrayList<>();
        for (PlanWindow window : windows) {
            Tags tags = Tags.of("window", window.type());
            if (window.utilization() != null) {
                used.add(Row.of(tags, window.utilization()));
            }
            if (window.resetsAt() != null) {
                resetting.add(Row.of(tags, window.resetsAt().getEpochSecond()));
            }
        }
        utilization.register(used, true);
        resets.register(resetting, true);
    }
}
