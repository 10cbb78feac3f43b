package io.github.claudecliproxy.http.api;

import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.keys.KeyLimits;
import java.util.Optional;
import java.util.Set;

/**
 * The priority that a request asks for.
 *
 * @param field where it asks
 */
record AskedPriority(String field, Optional<Priority> priority) {
    /** The one that it gets. */
    Priority within(KeyLimits limits) {
        return limits.priority(priority);
    }

    /** The field, if the key's highest priority is below what was asked for. */
    Set<String> ignored(KeyLimits limits) {
        return priority.isEmpty() || priority.orElseThrow() == within(limits) ? Set.of() : Set.of(field);
    }
}
