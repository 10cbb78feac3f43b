/**
 * The {@code claude} command-line tool: where it is, how it is started, what is said to it and what it answers, and how
 * it ends. One process holds one conversation and is never given to another.
 *
 * <p>Everything here was measured on the CLI itself; the contract tests say on which version. It knows nothing of HTTP,
 * queues or the shape of a client's request.
 */
@NullMarked
package io.github.claudecliproxy.cli;

import org.jspecify.annotations.NullMarked;
