/**
 * The bounded priority executor: at most so many tasks run, at most so many wait, the next is refused at once.
 *
 * <p>Own code, because {@link java.util.concurrent.ThreadPoolExecutor} over a priority queue never refuses (the queue
 * has no bound), wraps tasks in futures that cannot be compared, and knows no deadline for waiting. It knows neither
 * HTTP nor Claude.
 */
@NullMarked
package io.github.claudecliproxy.dispatch;

import org.jspecify.annotations.NullMarked;
