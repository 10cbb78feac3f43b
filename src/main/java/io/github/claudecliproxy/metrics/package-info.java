/** Counts and times, in one registry. */
@NullMarked
package io.github.claudecliproxy.metrics;

import org.jspecify.annotations.NullMarked;
