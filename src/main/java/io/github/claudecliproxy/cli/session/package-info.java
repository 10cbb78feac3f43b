/**
 * What is said to a CLI and what it answers: one session is one process, and holds one conversation at a time.
 *
 * <p>Everything here was measured on the CLI itself; the contract tests say on which version. It knows nothing of HTTP,
 * queues or the shape of a client's request.
 */
@NullMarked
package io.github.claudecliproxy.cli.session;

import org.jspecify.annotations.NullMarked;
