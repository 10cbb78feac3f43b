/**
 * The protocol that a CLI process speaks: its lines, what they mean, and the client's tools that it calls.
 */
@NullMarked
package io.github.claudecliproxy.cli.protocol;

import org.jspecify.annotations.NullMarked;
