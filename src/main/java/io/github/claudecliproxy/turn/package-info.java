/** One question and its answer: from a checked request to a session, and from the CLI's lines to the API's events. */
@NullMarked
package io.github.claudecliproxy.turn;

import org.jspecify.annotations.NullMarked;
