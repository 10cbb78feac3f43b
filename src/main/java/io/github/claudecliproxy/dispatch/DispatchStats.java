package io.github.claudecliproxy.dispatch;

/**
 * A consistent snapshot of the executor.
 *
 * @param active tasks that hold a permit
 * @param queued queued tasks
 * @param accepting false once a drain has begun
 */
public record DispatchStats(int active, int queued, boolean accepting) {}
