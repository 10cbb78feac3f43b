/**
 * One question and its answer: from a checked request to a CLI session, and from what the CLI says to the events of the
 * Messages API, with exactly one outcome whatever happens between.
 */
@NullMarked
package io.github.claudecliproxy.turn;

import org.jspecify.annotations.NullMarked;
