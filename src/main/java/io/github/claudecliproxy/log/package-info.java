/**
 * Parts for Logback: a log that never makes its caller wait, and says what it has dropped.
 */
@NullMarked
package io.github.claudecliproxy.log;

import org.jspecify.annotations.NullMarked;
