package io.github.claudecliproxy.http.api;

import io.github.claudecliproxy.usage.UsageCounts;
import io.github.claudecliproxy.usage.UsageReport;
import io.github.claudecliproxy.usage.UsageRow;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/**
 * A report as a table for spreadsheets. Names may come from clients; a spreadsheet would take one that begins like a formula
 * for one, and calculate it.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc4180">RFC 4180</a>
 * @see <a href="https://owasp.org/www-community/attacks/CSV_Injection">CSV injection</a>
 */
final class UsageCsv {
    private static final String FORMULAS = "=+-@\t\r";

    private UsageCsv() {}

    static byte[] of(UsageReport report) {
        String header =
                Stream.concat(report.by().stream(), UsageCounts.NAMES.stream()).collect(line());
        return Stream.concat(Stream.of(header), report.rows().stream().map(UsageCsv::row))
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String row(UsageRow row) {
        Stream<String> names = Stream.of(row.day(), row.model(), row.key())
                .filter(Objects::nonNull)
                .map(UsageCsv::quoted);
        LongStream figures = row.counts().figures();
        return Stream.concat(names, figures.mapToObj(Long::toString)).collect(line());
    }

    private static Collector<CharSequence, ?, String> line() {
        return Collectors.joining(",", "", "\r\n");
    }

    private static String quoted(String name) {
        boolean formula = !name.isEmpty() && FORMULAS.indexOf(name.charAt(0)) >= 0;
        return '"' + (formula ? "'" : "") + name.replace("\"", "\"\"") + '"';
    }
}
