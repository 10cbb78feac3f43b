package io.github.claudecliproxy.http.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code GET /health}. Its field names are a contract with existing users.
 *
 * @param ok whether a turn could be answered now
 * @param active running turns
 * @param queued queued turns
 * @param problem what is wrong, if something is; without paths, as anyone may read it
 */
public record HealthReport(
        boolean ok,
        int active,
        int queued,
        int maxConcurrent,
        int maxQueue,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String problem) {}
