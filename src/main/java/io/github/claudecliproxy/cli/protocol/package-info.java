/**
 * What is said to a CLI process and what it says: its lines, their meaning, and the tools of the client that it calls.
 */
@NullMarked
package io.github.claudecliproxy.cli.protocol;

import org.jspecify.annotations.NullMarked;
