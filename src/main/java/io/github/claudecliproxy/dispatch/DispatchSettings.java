package io.github.claudecliproxy.dispatch;

import java.time.Duration;

/**
 * Bounds of the executor.
 *
 * @param maxConcurrent how many tasks run at once, at least 1
 * @param maxQueueDepth how many tasks may be queued; with 0 whatever cannot run at once is rejected
 * @param queueTimeout how long a task may be queued
 * @param aging after this time in the queue a task counts as one priority higher, after twice as long as two; zero for never
 */
public record DispatchSettings(int maxConcurrent, int maxQueueDepth, Duration queueTimeout, Duration aging) {
    public DispatchSettings {
        if (maxConcurrent < 1
                || maxQueueDepth < 0
                || queueTimeout.isNegative()
                || queueTimeout.isZero()
                || aging.isNegative()) {
            throw new IllegalArgumentException(
                    "maxConcurrent and queueTimeout must be positive, maxQueueDepth and aging not negative");
        }
    }

    /** Without aging. */
    public DispatchSettings(int maxConcurrent, int maxQueueDepth, Duration queueTimeout) {
        this(maxConcurrent, maxQueueDepth, queueTimeout, Duration.ZERO);
    }
}
