/**
 * Time as the code waits for it: deadlines and elapsed times, on a clock that only moves forward. The system's wall clock
 * may be set back or forward at any moment, so it never decides how long anything waits.
 *
 * <p>Tests pass a ticker of their own, and need not sleep.
 */
@NullMarked
package io.github.claudecliproxy.time;

import org.jspecify.annotations.NullMarked;
