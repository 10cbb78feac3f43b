package io.github.claudecliproxy.http.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code GET /health/ready} and {@code GET /health/live}.
 *
 * @param problem what is wrong and what to do about it, if something is
 */
public record Readiness(
        boolean ok,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String problem) {
    static Readiness of(HealthReport report) {
        return new Readiness(report.ok(), report.problem());
    }

    static Readiness only(boolean ok) {
        return new Readiness(ok, null);
    }
}
