package io.github.claudecliproxy.http.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code GET /health}. Field names are a contract with existing users.
 *
 * @param ok whether a turn that came now could be answered
 * @param active turns that run
 * @param queued turns that wait
 * @param problem what is wrong, when something is; it names no path, as anyone may ask for it
 */
public record HealthReport(
        boolean ok,
        int active,
        int queued,
        int maxConcurrent,
        int maxQueue,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String problem) {}
