/** A CLI, an API or a machine that fails: one clear answer each, and nothing left behind. */
@NullMarked
package io.github.claudecliproxy.it.failures;

import org.jspecify.annotations.NullMarked;
