package io.github.claudecliproxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.TokenCounts;
import io.github.claudecliproxy.plan.PlanWindow;
import io.github.claudecliproxy.turn.TurnInfo;
import io.github.claudecliproxy.turn.TurnSummary;
import io.github.claudecliproxy.work.Outcome;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The dashboard in the docs asks only for metrics that there are. */
class GrafanaDashboardTest {
    private static final Path DASHBOARD = Path.of(".github/docs/grafana-dashboard.json");
    private static final TurnInfo TURN = new TurnInfo("req_1", Priority.NORMAL, "claude-sonnet-5", "ci");
    private static final Pattern METRIC = Pattern.compile("claude_proxy_\\w+");

    @Test
    void everyMetricOfTheDashboard_isExposed() throws Exception {
        try (Metrics metrics = new Metrics()) {
            metrics.observe(() -> new MetricsReport.SessionsNow(1, 1, 1, 1));
            metrics.observeQueue(Map.of("high", () -> 1), () -> Duration.ZERO);
            metrics.observeMemory(() -> 1);
            metrics.observePlan(() -> List.of(new PlanWindow("five_hour", "allowed", 0.5, null, false)));
            metrics.accepted(TURN);
            metrics.started(TURN);
            metrics.settled(
                    TURN,
                    new TurnSummary(
                            "claude-sonnet-5",
                            "ci",
                            Outcome.COMPLETED,
                            true,
                            Duration.ZERO,
                            Optional.of(Duration.ofMillis(10)),
                            Duration.ofMillis(20),
                            new TokenCounts(1, 2, 3, 4, 5),
                            6),
                    null);
            String exposed = metrics.prometheus("text/plain").text();

            Set<String> asked = askedFor();

            assertThat(asked).hasSizeGreaterThan(8);
            assertThat(asked)
                    .allMatch(name -> exposed.contains("\n" + name + " ") || exposed.contains("\n" + name + "{"));
        }
    }

    private static Set<String> askedFor() throws Exception {
        Set<String> names = new TreeSet<>();
        JsonNode dashboard = Json.read(Files.readString(DASHBOARD).getBytes(StandardCharsets.UTF_8));
        for (String expression : dashboard.findValuesAsText("expr")) {
            Matcher metric = METRIC.matcher(expression);
            while (metric.find()) {
                names.add(metric.group());
            }
        }
        return names;
    }
}
