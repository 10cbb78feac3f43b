package io.github.claudecliproxy.dispatch;

import java.time.Duration;

/**
 * Bounds of the executor.
 *
 * @param maxConcurrent how many tasks run at once, at least 1
 * @param maxQueueDepth how many may wait; 0 refuses whatever cannot run at once
 * @param queueTimeout how long a task may wait before it is expired
 */
public record DispatchSettings(int maxConcurrent, int maxQueueDepth, Duration queueTimeout) {
    public DispatchSettings {
        if (maxConcurrent < 1 || maxQueueDepth < 0 || queueTimeout.isNegative() || queueTimeout.isZero()) {
            throw new IllegalArgumentException("dispatch bounds must be positive");
        }
    }
}
