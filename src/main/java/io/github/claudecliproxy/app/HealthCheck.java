package io.github.claudecliproxy.app;

import java.util.Optional;

/** One thing that must be right for turns to be answered. */
@FunctionalInterface
public interface HealthCheck {
    /** What is wrong now, in words for anyone; empty when all is well. Must be quick. */
    Optional<String> problem();
}
