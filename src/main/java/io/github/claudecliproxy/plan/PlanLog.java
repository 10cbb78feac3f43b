package io.github.claudecliproxy.plan;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Warns of a window that is nearly or wholly used up, once until it begins anew. Thread-safe. */
final class PlanLog {
    private static final Logger LOG = LoggerFactory.getLogger(PlanLog.class);
    private static final int MOST_TYPES = 16;

    /** The last warning of each window. */
    private final Map<String, Warning> warned = new ConcurrentHashMap<>();

    private record Warning(String status, boolean overage, String resetsAt) {}

    void told(PlanWindow window) {
        if (window.status().equals("allowed") && !window.overage()) {
            return;
        }
        Warning warning = new Warning(window.status(), window.overage(), String.valueOf(window.resetsAt()));
        boolean known = warned.containsKey(window.type()) || warned.size() < MOST_TYPES;
        if (known && !Objects.equals(warned.put(window.type(), warning), warning)) {
            LoggingEventBuilder line = LOG.atWarn()
                    .addKeyValue("window", window.type())
                    .addKeyValue("status", window.status().toLowerCase(Locale.ROOT));
            if (window.utilization() != null) {
                line = line.addKeyValue("utilization", window.utilization());
            }
            line.addKeyValue("resetsAt", warning.resetsAt())
                    .addKeyValue("overage", window.overage())
                    .log("PLAN");
        }
    }
}
