package io.github.claudecliproxy.dispatch;

import java.time.Duration;

/**
 * Bounds of the executor.
 *
 * @param maxConcurrent how many tasks run at once, at least 1
 * @param maxQueueDepth how many may wait; 0 refuses whatever cannot run at once
 * @param queueTimeout how long a task may wait before it is expired
 * @param aging a task that has waited so long counts as one priority higher, twice so long as two; zero for never
 */
public record DispatchSettings(int maxConcurrent, int maxQueueDepth, Duration queueTimeout, Duration aging) {
    public DispatchSettings {
        if (maxConcurrent < 1
                || maxQueueDepth < 0
                || queueTimeout.isNegative()
                || queueTimeout.isZero()
                || aging.isNegative()) {
            throw new IllegalArgumentException("dispatch bounds must be positive");
        }
    }

    /** Priorities as they were given, however long a task waits. */
    public DispatchSettings(int maxConcurrent, int maxQueueDepth, Duration queueTimeout) {
        this(maxConcurrent, maxQueueDepth, queueTimeout, Duration.ZERO);
    }
}
