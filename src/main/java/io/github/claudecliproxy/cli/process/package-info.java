/** The {@code claude} program: where it is, how it is started, watched and ended, and what it leaves behind. */
@NullMarked
package io.github.claudecliproxy.cli.process;

import org.jspecify.annotations.NullMarked;
