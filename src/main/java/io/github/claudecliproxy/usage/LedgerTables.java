package io.github.claudecliproxy.usage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** The SQL of the ledger's two tables, which SQLite and PostgreSQL both understand. */
final class LedgerTables {
    /** In the order of {@link UsageCounts#NAMES}. */
    private static final List<String> SUMS = List.of(
            "turns",
            "errors",
            "input_tokens",
            "output_tokens",
            "cache_read_tokens",
            "cache_write_5m_tokens",
            "cache_write_1h_tokens",
            "running_ms",
            "first_token_ms",
            "first_tokens");

    private static final String ADD = "INSERT INTO claude_usage (day, key_name, model, " + String.join(", ", SUMS)
            + ") VALUES (?, ?, ?" + ", ?".repeat(SUMS.size()) + ") ON CONFLICT (day, key_name, model) DO UPDATE SET "
            + joined("%1$s = claude_usage.%1$s + excluded.%1$s");

    /** Counts one row if the batch is new, and none if it is there already. */
    private static final String MARK = """
            INSERT INTO claude_usage_writer (node, batch, day) VALUES (?, ?, ?)
            ON CONFLICT (node) DO UPDATE SET batch = excluded.batch, day = excluded.day
            WHERE claude_usage_writer.batch < excluded.batch""";

    private static final String FORGET = "DELETE FROM claude_usage_writer WHERE day < ?";
    private static final int WRITERS_KEPT_DAYS = 30;

    private static final String TOKENS = """
            SELECT key_name, SUM(input_tokens + output_tokens + cache_read_tokens + cache_write_5m_tokens
                                 + cache_write_1h_tokens) AS tokens
            FROM claude_usage WHERE day = ? GROUP BY key_name""";

    private static final Comparator<@Nullable String> NULL_OR_TEXT = Comparator.nullsFirst(Comparator.naturalOrder());
    private static final Comparator<UsageRow> ORDER = Comparator.comparing(UsageRow::day, NULL_OR_TEXT)
            .thenComparing(UsageRow::model, NULL_OR_TEXT)
            .thenComparing(UsageRow::key, NULL_OR_TEXT);

    private LedgerTables() {}

    /**
     * Adds a batch, unless the same writer has added it before: when a connection breaks during a commit, nobody knows
     * whether it took place. Rows are written in the order of their keys, so that two nodes cannot block each other.
     *
     * @param node the writer
     * @param number of the batch; rises by one from batch to batch
     */
    static void add(Handle handle, String node, long number, SortedMap<UsageKey, UsageCounts> sums) {
        handle.useTransaction(transaction -> {
            if (transaction.execute(MARK, node, number, sums.lastKey().day().toString()) == 0) {
                return;
            }
            try (PreparedBatch rows = transaction.prepareBatch(ADD)) {
                sums.forEach((key, counts) -> rows.add(Stream.concat(
                                Stream.of(key.day().toString(), key.key(), key.model()),
                                counts.figures().boxed())
                        .toArray()));
                rows.execute();
            }
        });
    }

    /** Forgets writers that have long ended; none of them can repeat a batch any more. */
    static void forgetWriters(Handle handle, LocalDate today) {
        handle.execute(FORGET, today.minusDays(WRITERS_KEPT_DAYS).toString());
    }

    /** At most {@code most} rows, sorted. */
    static List<UsageRow> read(Handle handle, UsageQuery query, int most) {
        String parts = query.by().stream().sorted().map(UsageQuery.Part::column).collect(Collectors.joining(", "));
        String sql = "SELECT " + parts + ", " + joined("SUM(%1$s) AS %1$s") + " FROM claude_usage"
                + " WHERE day BETWEEN :from AND :to" + (query.key().isPresent() ? " AND key_name = :key" : "")
                + " GROUP BY " + parts + " LIMIT " + most;
        return handle
                .createQuery(sql)
                .bind("from", query.from().toString())
                .bind("to", query.to().toString())
                .bindMap(query.key().map(key -> Map.of("key", key)).orElse(Map.of()))
                .map((row, context) -> row(row, query.by()))
                .stream()
                .sorted(ORDER)
                .toList();
    }

    private static UsageRow row(ResultSet row, Set<UsageQuery.Part> by) throws SQLException {
        long[] figures = new long[SUMS.size()];
        for (int i = 0; i < figures.length; i++) {
            figures[i] = row.getLong(SUMS.get(i));
        }
        return new UsageRow(
                text(row, by, UsageQuery.Part.DAY),
                text(row, by, UsageQuery.Part.MODEL),
                text(row, by, UsageQuery.Part.KEY),
                UsageCounts.of(figures));
    }

    private static @Nullable String text(ResultSet row, Set<UsageQuery.Part> by, UsageQuery.Part part)
            throws SQLException {
        return by.contains(part) ? row.getString(part.column()) : null;
    }

    /** All kinds of tokens of a day, by the name of the key. */
    static Map<String, Long> tokens(Handle handle, LocalDate day) {
        Map<String, Long> tokens = new HashMap<>();
        handle.createQuery(TOKENS)
                .bind(0, day.toString())
                .map((row, context) -> Map.entry(row.getString("key_name"), row.getLong("tokens")))
                .forEach(entry -> tokens.put(entry.getKey(), entry.getValue()));
        return Map.copyOf(tokens);
    }

    private static String joined(String form) {
        return SUMS.stream().map(form::formatted).collect(Collectors.joining(", "));
    }
}
