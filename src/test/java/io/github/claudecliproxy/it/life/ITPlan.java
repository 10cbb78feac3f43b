package io.github.claudecliproxy.it.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RunningProxy;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** While the plan is used up the API is not asked, and whoever cannot wait is told when it begins anew. */
class ITPlan {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** A limit soon over, so that the queue outlives it. */
    private static final int SHORT_SECONDS = 8;

    /** Notes in a file which question the API would be asked, and when. */
    private static final String ASKED = "my ($turn) = $_[0] =~ /(\\w+-\\d) is asked/;"
            + " open my $asked, '>>', \"$folder/asked\"; print $asked time, \" $turn\\n\"; close $asked; ";

    private static final String ANSWERED = "begin(); finish()";

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    @Test
    void storm_onlyTheRunningTurnAsks_andAfterTheResetThoseOfHighestPriorityFirst() throws Exception {
        fixture.behave(ASKED + "if (-e \"$folder/refused\") { " + ANSWERED + " } else { wait_for('go');"
                + " open my $refused, '>', \"$folder/refused\"; print $refused time + " + SHORT_SECONDS
                + "; close $refused; "
                + refused("five_hour", SHORT_SECONDS) + " }");
        try (RunningProxy proxy = fixture.start("MAX_CONCURRENT", "1", "QUEUE_AGING_MS", "600000")) {
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (String turn : List.of("normal-0", "low-1", "normal-2", "low-3", "high-4", "normal-5", "high-6")) {
                answers.add(proxy.http()
                        .postLater(
                                "/v1/messages",
                                Http.ask(turn + " is asked", false),
                                "x-priority",
                                turn.replaceAll("-.*", "")));
                int before = answers.size() - 1;
                await().atMost(LIMIT).until(() -> health(proxy, "active") == 1 && health(proxy, "queued") == before);
            }

            Files.createFile(file("go"));

            CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).get();
            assertThat(answers.stream().map(answer -> answer.join().statusCode()))
                    .containsExactly(429, 200, 200, 200, 200, 200, 200);
            assertThat(asked().stream().map(line -> line.split(" ", -1)[1]))
                    .containsExactly("normal-0", "high-4", "high-6", "normal-2", "normal-5", "low-1", "low-3");
            long reset = Long.parseLong(Files.readString(file("refused")));
            assertThat(asked().stream().skip(1).map(line -> Long.valueOf(line.split(" ", -1)[0])))
                    .allMatch(time -> time >= reset);
        }
    }

    @Test
    void limitLongerThanTheQueueTimeout_newTurnsAreRefusedAtOnceAndLookupsAreNot() throws Exception {
        fixture.behave(ASKED + refused("seven_day", 3600));
        RunningProxy proxy = fixture.proxy();

        assertThat(ask(proxy, "claude-sonnet-5").statusCode()).isEqualTo(429);
        for (int i = 0; i < 5; i++) {
            assertRefused(ask(proxy, "claude-opus-5-5"), "seven_day");
        }

        assertThat(asked()).hasSize(1);
        assertThat(proxy.http().get("/v1/models").statusCode()).isEqualTo(200);
        assertThat(proxy.http().json("/metrics").at("/requests/queueRejected").asInt())
                .isEqualTo(5);
        assertThat(gauge(proxy, "claude_proxy_queue_paused_seconds")).isBetween(600.0, 900.0);
        assertThat(gauge(proxy, "claude_proxy_plan_resets_seconds{window=\"seven_day\"}"))
                .isGreaterThan(System.currentTimeMillis() / 1000.0);
    }

    @Test
    void limitLongerThanTheQueueTimeout_queuedTurnsAreToldTheResetAndNotThatTheQueueWasSlow() throws Exception {
        fixture.behave(ASKED + "wait_for('go'); " + refused("five_hour", 3600));
        try (RunningProxy proxy = fixture.start("MAX_CONCURRENT", "1", "QUEUE_TIMEOUT_MS", "60000")) {
            CompletableFuture<HttpResponse<String>> running =
                    proxy.http().postLater("/v1/messages", Http.ask("a", false));
            await().atMost(LIMIT).until(() -> health(proxy, "active") == 1);
            CompletableFuture<HttpResponse<String>> queued =
                    proxy.http().postLater("/v1/messages", Http.ask("b", false));
            await().atMost(LIMIT).until(() -> health(proxy, "queued") == 1);

            Files.createFile(file("go"));

            assertThat(running.get().statusCode()).isEqualTo(429);
            assertRefused(queued.get(), "five_hour");
            assertThat(asked()).hasSize(1);
        }
    }

    @Test
    void limitOfOneModel_onlyItsTurnsAreRefused() throws Exception {
        fixture.behave(
                ASKED + "if ($flags =~ /opus/) { " + refused("seven_day_opus", 3600) + " } else { " + ANSWERED + " }");
        RunningProxy proxy = fixture.proxy();

        assertThat(ask(proxy, "claude-opus-5-5").statusCode()).isEqualTo(429);
        assertRefused(ask(proxy, "claude-opus-5-5"), "seven_day_opus");
        assertThat(ask(proxy, "claude-sonnet-5").statusCode()).isEqualTo(200);
        assertThat(asked()).hasSize(2);
    }

    /** The first answer is the one with which the API tells that it is paid for beyond the plan. */
    @ParameterizedTest
    @CsvSource({"true, 429, 1", "false, 200, 2"})
    void paidBeyondThePlan_planOnlyRefusesTheNextTurn(String planOnly, int status, int requests) throws Exception {
        fixture.behave(
                ASKED + answered("five_hour", "rejected", ",\"isUsingOverage\":true,\"overageStatus\":\"allowed\""));
        try (RunningProxy proxy = fixture.start("CLAUDE_PROXY_PLAN_ONLY", planOnly)) {
            assertThat(ask(proxy, "claude-sonnet-5").statusCode()).isEqualTo(200);
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(gauge(proxy, "claude_proxy_plan_resets_seconds{window=\"five_hour\"}"))
                                    .isPositive());
            HttpResponse<String> next = ask(proxy, "claude-sonnet-5");

            assertThat(next.statusCode()).isEqualTo(status);
            if (status == 429) {
                assertRefused(next, "CLAUDE_PROXY_PLAN_ONLY");
            }
            assertThat(asked()).hasSize(requests);
        }
    }

    @Test
    void nearlyUsedUp_planOnlyStillAnswersAndShowsIt() throws Exception {
        fixture.behave(ASKED + answered("five_hour", "allowed_warning", ",\"utilization\":0.93"));
        try (RunningProxy proxy = fixture.start("CLAUDE_PROXY_PLAN_ONLY", "true")) {
            assertThat(ask(proxy, "claude-sonnet-5").statusCode()).isEqualTo(200);
            assertThat(ask(proxy, "claude-sonnet-5").statusCode()).isEqualTo(200);

            assertThat(asked()).hasSize(2);
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(gauge(proxy, "claude_proxy_plan_resets_seconds{window=\"five_hour\"}"))
                                    .isPositive());
            assertThat(gauge(proxy, "claude_proxy_plan_utilization{window=\"five_hour\"}"))
                    .isEqualTo(0.93);
            assertThat(gauge(proxy, "claude_proxy_queue_paused_seconds")).isZero();
            assertThat(gauge(proxy, "claude_proxy_queue_depth{priority=\"low\"}"))
                    .isZero();
            assertThat(gauge(proxy, "claude_proxy_cli_memory_bytes")).isGreaterThan(1_000_000);
        }
    }

    /** The API refuses, as the CLI tells it. */
    private static String refused(String type, int seconds) {
        return "out(q({\"type\":\"assistant\",\"is_api_error_message\":true,\"api_error_status\":429,"
                + "\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"limit\"}]},\"api_error_params\":{\"rate_limit_info\":), "
                + info(type, "rejected", seconds, "") + ", qq(}}\\n)); rest()";
    }

    /** The API answers, and the CLI tells of the plan afterwards. */
    private static String answered(String type, String status, String more) {
        return "out(start(), delta('Hi'), end(), q({\"type\":\"rate_limit_event\",\"rate_limit_info\":), "
                + info(type, status, 3600, more) + ", qq(}\\n), result_line(1))";
    }

    private static String info(String type, String status, int seconds, String more) {
        return "q({\"status\":\"" + status + "\",\"rateLimitType\":\"" + type + "\",\"resetsAt\":), time + " + seconds
                + ", q(" + more + "})";
    }

    private static HttpResponse<String> ask(RunningProxy proxy, String model) throws Exception {
        return proxy.http().post("/v1/messages", Http.ask("hello", false).replace("claude-sonnet-5", model));
    }

    private static void assertRefused(HttpResponse<String> refused, String named) {
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(Http.json(refused).at("/error/type").asText()).isEqualTo("rate_limit_error");
        assertThat(Http.json(refused).at("/error/message").asText()).contains(named);
        assertThat(Long.parseLong(refused.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(3000L, 3601L);
        assertThat(refused.headers().firstValue("x-should-retry")).contains("false");
    }

    private static double gauge(RunningProxy proxy, String name) throws Exception {
        return proxy.http()
                .get("/metrics/prometheus")
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + name));
    }

    private List<String> asked() throws Exception {
        return Files.readAllLines(file("asked"));
    }

    private Path file(String name) {
        return fixture.home().resolve(name);
    }

    private static int health(RunningProxy proxy, String field) throws Exception {
        return proxy.http().json("/health").path(field).asInt();
    }
}
