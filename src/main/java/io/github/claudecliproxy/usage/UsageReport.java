package io.github.claudecliproxy.usage;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answer of {@code GET /usage}.
 *
 * @param from the first day, in UTC
 * @param to the last day
 * @param by what the rows tell apart: day, model, key
 * @param recorded whether what turns use now reaches the database
 * @param problem why not, or null
 */
public record UsageReport(
        String from,
        String to,
        List<String> by,
        boolean recorded,
        @Nullable String problem,
        List<UsageRow> rows) {}
