package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.testing.ApiReply;
import io.github.claudecliproxy.testing.PlanHeaders;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of the CLI, what it tells of the plan of a login, and when. */
class ITCliPlanContract extends CliContract {
    private static final String WINDOWS = "rate_limit_event";
    private static final long RESET = System.currentTimeMillis() / 1000 + 3000;

    @BeforeEach
    void login() {
        environment.remove("ANTHROPIC_API_KEY");
        environment.put("CLAUDE_CODE_OAUTH_TOKEN", "dummy");
    }

    /** Why a turn cannot wait for it: its client has the answer already. */
    @Test
    void answer_windowsAreToldBetweenItsEndAndThatOfTheTurn() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize());

        JsonNode info = windows(cli, PlanHeaders.allowed(RESET));

        assertThat(seen.stream()
                        .map(ITCliPlanContract::kind)
                        .filter(List.of("message_stop", WINDOWS, "result")::contains))
                .containsExactly("message_stop", WINDOWS, "result");
        assertThat(info.path("status").asText()).isEqualTo("allowed");
        assertThat(info.path("rateLimitType").asText()).isEqualTo("five_hour");
        assertThat(info.path("resetsAt").asLong()).isEqualTo(RESET);
        assertThat(info.path("isUsingOverage").asBoolean()).isFalse();
        assertThat(info.at("/unifiedWindows/five_hour/utilization").asDouble()).isEqualTo(0.42);
        assertThat(info.at("/unifiedWindows/seven_day/status").asText()).isEqualTo("allowed");
    }

    @Test
    void answer_sameWindowsAgain_areNotToldAgain() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize());
        windows(cli, PlanHeaders.allowed(RESET));
        seen.clear();

        answer(cli, PlanHeaders.allowed(RESET));

        assertThat(seen).noneMatch(type(WINDOWS));
    }

    @Test
    void answer_nearlyUsedUp_isAWarning() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize());

        JsonNode info = windows(cli, PlanHeaders.warning(RESET));

        assertThat(info.path("status").asText()).isEqualTo("allowed_warning");
        assertThat(info.path("utilization").asDouble()).isEqualTo(0.93);
    }

    @Test
    void answer_paidBeyondThePlan_isRejectedWithOverage() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize());

        JsonNode info = windows(cli, PlanHeaders.overage(RESET));

        assertThat(info.path("status").asText()).isEqualTo("rejected");
        assertThat(info.path("isUsingOverage").asBoolean()).isTrue();
        assertThat(info.path("overageInUse").asBoolean()).isTrue();
        assertThat(info.at("/unifiedWindows/five_hour/status").asText()).isEqualTo("rejected");
    }

    /** Why the error itself is read: the windows are only told when they have changed. */
    @Test
    void refusal_eachErrorNamesItsWindow_andTheApiIsAskedOnce() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize());

        for (int requests = 1; requests <= 2; requests++) {
            api.replyNext(ApiReply.status(429, "no more").with(PlanHeaders.rejected("seven_day_opus", RESET)));
            cli.send(question("hello"));
            JsonNode error = cli.await(line -> line.path("is_api_error_message").asBoolean(), seen);
            result(cli);

            JsonNode info = error.at("/api_error_params/rate_limit_info");
            assertThat(error.path("api_error").asText()).isEqualTo("usage_limit_reached");
            assertThat(error.path("api_error_status").asInt()).isEqualTo(429);
            assertThat(info.path("status").asText()).isEqualTo("rejected");
            assertThat(info.path("rateLimitType").asText()).isEqualTo("seven_day_opus");
            assertThat(info.path("resetsAt").asLong()).isEqualTo(RESET);
            assertThat(info.path("isUsingOverage").asBoolean()).isFalse();
            assertThat(api.turns()).hasSize(requests);
        }
        assertThat(seen).filteredOn(type(WINDOWS)).hasSize(1);
        assertThat(seen).noneMatch(line -> line.path("subtype").asText().equals("api_retry"));
    }

    @Test
    void refusalWithoutAWindow_isRetriedAndTellsOfNone() throws Exception {
        DrivenCli cli = cli();
        api.replyNext(ApiReply.statusToRetryAfter(429, "not so fast", "33"));
        cli.send(initialize(), question("hello"));

        cli.await(line -> line.path("subtype").asText().equals("api_retry"), seen);

        assertThat(seen).noneMatch(type(WINDOWS));
    }

    @Test
    void answer_toAnApiKey_tellsOfNoWindow() throws Exception {
        environment.remove("CLAUDE_CODE_OAUTH_TOKEN");
        environment.put("ANTHROPIC_API_KEY", "dummy");
        DrivenCli cli = cli();
        cli.send(initialize());

        answer(cli, PlanHeaders.warning(RESET));

        assertThat(seen).noneMatch(type(WINDOWS));
    }

    /** Why it is not asked: it knows no more than what was told, and nothing before the first answer. */
    @Test
    void usage_beforeAnAnswer_isUnknown() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), CliLines.question("get_usage", "get_usage"));

        JsonNode usage = answered(cli, "get_usage");

        assertThat(usage.path("subtype").asText()).isEqualTo("success");
        assertThat(usage.at("/response/rate_limits").isNull()).isTrue();
    }

    /** Asks, and returns what the CLI tells of the plan. */
    private JsonNode windows(DrivenCli cli, Map<String, String> headers) throws Exception {
        answer(cli, headers);
        return seen.stream()
                .filter(type(WINDOWS))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no windows in " + seen))
                .path("rate_limit_info");
    }

    private void answer(DrivenCli cli, Map<String, String> headers) throws Exception {
        api.replyNext(ApiReply.events(new ScriptedAnswer().text("Hello").end("end_turn"))
                .with(headers));
        cli.send(question("hello"));
        result(cli);
        atRest(cli);
    }

    private static String kind(JsonNode line) {
        return line.path("type").asText().equals("stream_event")
                ? line.at("/event/type").asText()
                : line.path("type").asText();
    }
}
