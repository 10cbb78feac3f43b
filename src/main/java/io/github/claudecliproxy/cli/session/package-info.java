/**
 * Sessions: one process each, with the one conversation that it holds.
 *
 * <p>What the code here relies on was measured on the CLI, and contract tests pin each fact and the version. The room knows
 * nothing of HTTP, queues or the form of a client's request.
 */
@NullMarked
package io.github.claudecliproxy.cli.session;

import org.jspecify.annotations.NullMarked;
