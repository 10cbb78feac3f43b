package io.github.claudecliproxy.cli.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.plan.PlanWindow;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads what the CLI says of the operator's plan. */
final class PlanLines {
    /** The end of the year 9999, in seconds since 1970: later than any real time, and far from any overflow. */
    private static final long LAST_SECOND = 253_402_300_799L;

    private PlanLines() {}

    /**
     * Reads a {@code rate_limit_info}: on top the window that decides, under {@code unifiedWindows} what is known of each;
     * empty if it says nothing.
     */
    static Optional<CliEvent.PlanTold> read(JsonNode info) {
        if (!info.path("status").isTextual()) {
            return Optional.empty();
        }
        String type = info.path("rateLimitType").asText("");
        List<PlanWindow> others = new ArrayList<>();
        Double utilization = share(info.path("utilization"));
        for (Map.Entry<String, JsonNode> window : info.path("unifiedWindows").properties()) {
            if (!window.getKey().equals(type)) {
                others.add(window(
                        window.getKey(),
                        window.getValue(),
                        share(window.getValue().path("utilization")),
                        false));
            } else if (utilization == null) {
                utilization = share(window.getValue().path("utilization"));
            }
        }
        boolean overage = info.path("isUsingOverage").asBoolean()
                || info.path("overageInUse").asBoolean();
        return Optional.of(new CliEvent.PlanTold(window(type, info, utilization, overage), List.copyOf(others)));
    }

    private static PlanWindow window(String type, JsonNode told, @Nullable Double utilization, boolean overage) {
        return new PlanWindow(
                type, told.path("status").asText("allowed"), utilization, instant(told.path("resetsAt")), overage);
    }

    private static @Nullable Double share(JsonNode told) {
        return told.isNumber() && Double.isFinite(told.asDouble()) ? Double.valueOf(told.asDouble()) : null;
    }

    /** The CLI may print any number; times must not overflow in calculations. */
    private static @Nullable Instant instant(JsonNode seconds) {
        return seconds.isNumber() ? Instant.ofEpochSecond(Math.max(0, Math.min(seconds.asLong(), LAST_SECOND))) : null;
    }
}
