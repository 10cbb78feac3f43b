package io.github.claudecliproxy.plan;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What was last said of one window of the plan.
 *
 * @param type the API's name for it, such as {@code five_hour}, {@code seven_day}, {@code seven_day_opus}; empty if it
 *     gave none
 * @param status {@code allowed}, {@code allowed_warning} or {@code rejected}
 * @param utilization the used share of it, usually from 0 to 1, or null if that was not said
 * @param resetsAt when it begins anew, or null if that was not said
 * @param overage whether answers are paid for beyond the plan while it is used up
 */
public record PlanWindow(
        String type,
        String status,
        @Nullable Double utilization,
        @Nullable Instant resetsAt,
        boolean overage) {

    private static final Set<String> OF_ALL_MODELS = Set.of("five_hour", "seven_day", "overage");

    /** Whether it counts the turns of every model. Of a window without a known name nobody can say. */
    boolean ofAllModels() {
        return OF_ALL_MODELS.contains(type);
    }

    /** Whether the API refuses requests because of it. */
    public boolean refuses() {
        return status.equals("rejected") && !overage;
    }

    /** Whether nothing is left of it, so that an answer costs more than the plan, if there is one at all. */
    boolean usedUp() {
        return status.equals("rejected") || overage || (utilization != null && utilization >= 1);
    }

    /** With the share that was told before, where a refusal or a later answer tells none. */
    PlanWindow after(@Nullable PlanWindow before) {
        if (utilization != null) {
            return this;
        }
        Double known = before != null && Objects.equals(before.resetsAt, resetsAt) ? before.utilization : null;
        return new PlanWindow(type, status, status.equals("rejected") ? Double.valueOf(1) : known, resetsAt, overage);
    }

    boolean isOver(Instant now) {
        return resetsAt != null && !now.isBefore(resetsAt);
    }
}
