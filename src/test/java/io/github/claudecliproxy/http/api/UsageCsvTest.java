package io.github.claudecliproxy.http.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.usage.UsageCounts;
import io.github.claudecliproxy.usage.UsageReport;
import io.github.claudecliproxy.usage.UsageRow;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class UsageCsvTest {
    private static final UsageCounts COUNTS = new UsageCounts(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

    @Test
    void of_report_hasAHeaderAndALineForEachRow() {
        UsageReport report = new UsageReport(
                "2026-11-27",
                "2026-11-27",
                List.of("day", "key"),
                true,
                null,
                List.of(new UsageRow("2026-11-27", null, "ci", COUNTS)));

        assertThat(text(report)).isEqualTo("""
                day,key,turns,errors,inputTokens,outputTokens,cacheReadTokens,cacheWrite5mTokens,cacheWrite1hTokens,runningMs,firstTokenMs,firstTokens\r
                "2026-11-27","ci",1,2,3,4,5,6,7,8,9,10\r
                """);
    }

    @Test
    void of_namesThatASpreadsheetWouldCalculate_areText() {
        for (String name : List.of("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1")) {
            assertThat(row(name)).as(name).startsWith("\"'" + name + "\",1,2");
        }
        assertThat(row("a\"b,c")).startsWith("\"a\"\"b,c\",1");
        assertThat(row("")).startsWith("\"\",1");
    }

    private static String row(String key) {
        UsageReport report =
                new UsageReport("", "", List.of("key"), true, null, List.of(new UsageRow(null, null, key, COUNTS)));
        return text(report).split("\r\n", 2)[1];
    }

    private static String text(UsageReport report) {
        return new String(UsageCsv.of(report), StandardCharsets.UTF_8);
    }
}
