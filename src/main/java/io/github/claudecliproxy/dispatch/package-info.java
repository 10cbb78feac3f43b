/**
 * The bounded priority executor: it limits running and queued tasks and rejects the next at once.
 *
 * <p>It is our own, because {@link java.util.concurrent.ThreadPoolExecutor} over a priority queue never rejects (that
 * queue has no bound), wraps tasks in futures that cannot be compared, and has no deadline for queued tasks. It knows
 * neither HTTP nor Claude.
 */
@NullMarked
package io.github.claudecliproxy.dispatch;

import org.jspecify.annotations.NullMarked;
