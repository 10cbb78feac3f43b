package io.github.claudecliproxy.metrics;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.HashSet;
import java.util.Set;

/** Label values of which there can only be so many: each one is a time series of its own. Thread-safe. */
final class BoundedLabels {
    private static final String OTHER = "other";

    private final int max;

    @GuardedBy("this")
    private final Set<String> known = new HashSet<>();

    BoundedLabels(int max) {
        this.max = max;
    }

    /** The value itself for the first ones that come, {@code other} for those beyond the bound. */
    synchronized String of(String value) {
        if (known.contains(value) || (known.size() < max && known.add(value))) {
            return value;
        }
        return OTHER;
    }
}
