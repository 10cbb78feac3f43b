/**
 * Spans of turns for OpenTelemetry, with the names of its conventions for generative AI, and never with a prompt or an
 * answer. Without an agent or an SDK in this JVM nothing is recorded.
 */
@NullMarked
package io.github.claudecliproxy.tracing;

import org.jspecify.annotations.NullMarked;
