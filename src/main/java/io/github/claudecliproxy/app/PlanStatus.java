package io.github.claudecliproxy.app;

import io.github.claudecliproxy.plan.PlanWindow;
import io.github.claudecliproxy.plan.PlanWindows;
import io.github.claudecliproxy.status.StatusReport;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The plan as the status tells it. */
final class PlanStatus {
    private PlanStatus() {}

    static StatusReport.Plan of(PlanWindows plan) {
        return new StatusReport.Plan(
                plan.closed().map(limit -> limit.askAgain().toString()).orElse(null),
                plan.now().stream().map(PlanStatus::window).toList());
    }

    private static StatusReport.PlanWindow window(PlanWindow window) {
        return new StatusReport.PlanWindow(
                window.type(), window.status(), window.utilization(), text(window.resetsAt()), window.overage());
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
