package io.github.claudecliproxy.usage;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import org.jspecify.annotations.Nullable;

/**
 * One row of a report.
 *
 * @param day in UTC, as 2026-11-27; null, like the others, when the report does not tell them apart
 * @param key the name of a key, empty where none was needed
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UsageRow(
        @Nullable String day,
        @Nullable String model,
        @Nullable String key,
        @JsonUnwrapped UsageCounts counts) {}
