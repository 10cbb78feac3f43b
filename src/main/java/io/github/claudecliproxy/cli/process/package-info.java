/** The {@code claude} program: finds, starts, watches and ends it, and removes what it leaves behind. */
@NullMarked
package io.github.claudecliproxy.cli.process;

import org.jspecify.annotations.NullMarked;
