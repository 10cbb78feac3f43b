package io.github.claudecliproxy.app;

import java.util.Optional;

/** A condition for turns to be answered. */
@FunctionalInterface
public interface HealthCheck {
    /** What is wrong now, in words that anyone may read; empty when all is well. Must be quick. */
    Optional<String> problem();
}
