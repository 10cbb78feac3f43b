package io.github.claudecliproxy.dispatch;

/**
 * One consistent look at the executor.
 *
 * @param active tasks that hold a permit
 * @param queued tasks that wait for one
 * @param accepting false once a drain has begun
 */
public record DispatchStats(int active, int queued, boolean accepting) {}
