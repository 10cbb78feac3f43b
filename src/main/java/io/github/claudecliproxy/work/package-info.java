/**
 * One kind of work for whatever a client waits for: with one queue, one cancel, one drain, and exactly one outcome whatever
 * happens between.
 */
@NullMarked
package io.github.claudecliproxy.work;

import org.jspecify.annotations.NullMarked;
