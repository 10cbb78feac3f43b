/** Parts for Logback: a log that never blocks its caller, and reports what it has dropped. */
@NullMarked
package io.github.claudecliproxy.log;

import org.jspecify.annotations.NullMarked;
