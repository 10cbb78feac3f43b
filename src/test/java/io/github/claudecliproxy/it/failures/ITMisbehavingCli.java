package io.github.claudecliproxy.it.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.CliUnderTest;
import io.github.claudecliproxy.testing.FakeCli;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.RunningProxy;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A CLI that fails in ways that the real one cannot be made to fail: one clear answer each, and nothing left behind. */
class ITMisbehavingCli {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String SECOND_TURN = """
            {"model":"claude-sonnet-5","max_tokens":100,"messages":[{"role":"user","content":"hello"},\
            {"role":"assistant","content":[{"type":"text","text":"Hi"}]},{"role":"user","content":"again"}]}""";

    @TempDir
    Path home;

    @AfterEach
    void nothingIsLeft() {
        CliUnderTest cli = new CliUnderTest(home);
        await().atMost(LIMIT).until(() -> cli.processes().isEmpty());
    }

    @Test
    void good_answers() throws Exception {
        HttpResponse<String> response = ask("start\nend", false);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Http.json(response).at("/content/0/text").asText()).isEqualTo("Hi");
    }

    /** What came after its turn's end is no part of the next turn's answer. */
    @Test
    void answersOnceMoreThanAsked_isNotToldToTheNext() throws Exception {
        String twice = "told=$(start; end; start | sed s/Hi/Unasked/; end)\necho \"$told\"";
        try (RunningProxy proxy = new RunningProxy(new FakeCli(home, twice).environment())) {
            assertThat(proxy.http()
                            .post("/v1/messages", Http.ask("hello", false))
                            .statusCode())
                    .isEqualTo(200);
            await().atMost(LIMIT)
                    .until(() -> proxy.http()
                                    .json("/metrics")
                                    .at("/sessions/holding")
                                    .asInt()
                            == 1);

            HttpResponse<String> next = proxy.http().post("/v1/messages", SECOND_TURN);

            assertThat(next.headers().firstValue("x-proxy-session")).contains("continued");
            assertThat(Http.json(next).at("/content/0/text").asText()).isEqualTo("Hi");
        }
    }

    @Test
    void exitsAtOnce_is502WithStatusAndStderr() throws Exception {
        HttpResponse<String> response = ask("echo 'no space left' >&2; exit 3", true);

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(message(response)).contains("exit status 3", "no space left");
    }

    @ParameterizedTest
    @ValueSource(strings = {"start; exit 4", "start; kill -9 $$", "start; echo; end | head -1; exit 0"})
    void diesInMidStream_isAnErrorEvent(String behaviour) throws Exception {
        HttpResponse<String> response = ask(behaviour, true);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("\"text\":\"Hi\"", "event: error", "api_error")
                .doesNotContain("message_stop");
    }

    @Test
    void diesInMidAnswer_is502AndNotToBeRetried() throws Exception {
        HttpResponse<String> response = ask("start; exit 4", false);

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.headers().firstValue("x-should-retry")).contains("false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "echo 'no JSON at all'; echo '{\"half\":'; echo; echo '[1,2]'; echo '\"text\"'",
                "printf '\\x00\\xff\\xfe\\n{\"type\":\"\\xc3\\x28\"}\\n'",
                "echo '{\"type\":\"of_tomorrow\",\"event\":1}'; echo '{\"type\":\"stream_event\"}'; echo '{\"type\":\"system\"}'",
                "head -c 20000000 /dev/zero | tr '\\0' x; echo",
                "head -c 90000000 /dev/zero | tr '\\0' x; echo",
                "head -c 3000000 /dev/zero | tr '\\0' x >&2"
            })
    void garbageBeforeAnAnswer_isPassedOver(String garbage) throws Exception {
        HttpResponse<String> response = ask(garbage + "\nstart\nend", false);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(Http.json(response).at("/content/0/text").asText()).isEqualTo("Hi");
    }

    @Test
    void hangsBeforeTheAnswer_is504() throws Exception {
        HttpResponse<String> response = ask("rest", true);

        assertThat(response.statusCode()).isEqualTo(504);
    }

    @Test
    void hangsInTheAnswer_isAnErrorEvent() throws Exception {
        HttpResponse<String> response = ask("start; rest", true);

        assertThat(response.body()).contains("\"text\":\"Hi\"", "event: error", "timeout_error");
    }

    @Test
    void ignoresSigterm_isKilled() throws Exception {
        HttpResponse<String> response = ask("trap '' TERM; start; while :; do sleep 1; done", false);

        assertThat(response.statusCode()).isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sleep 300 & start; end; rest",
                "(setsid sleep 300 &) ; start; end; exit 0",
                "trap '' TERM; (trap '' TERM; sleep 300) & start; exit 5"
            })
    void leavesAGrandchild_itIsEndedToo(String behaviour) throws Exception {
        HttpResponse<String> response = ask(behaviour, false);

        assertThat(response.statusCode()).isIn(200, 502);
    }

    @Test
    void closesStdoutButLivesOn_is502() throws Exception {
        HttpResponse<String> response = ask("start; exec >&-; sleep 300", false);

        assertThat(response.statusCode()).isEqualTo(502);
    }

    @Test
    void doesNotReadItsStdin_aLargeRequestTimesOut() throws Exception {
        Files.createDirectories(home);
        FakeCli cli = new FakeCli(home, "");
        Files.writeString(
                Path.of(cli.environment().get("CLAUDE_CLI_PATH")),
                "#!/bin/bash\n[ \"$1\" = --version ] && echo 2.1.330 && exit\ntrap '' TERM\nsleep 300\n");
        try (RunningProxy proxy = new RunningProxy(cli.environment(), "MESSAGES_TIMEOUT_MS", "2000")) {
            HttpResponse<String> response = proxy.http().post("/v1/messages", Http.ask("x".repeat(5_000_000), false));

            assertThat(response.statusCode()).isEqualTo(504);
        }
    }

    @Test
    void isMissing_is503WithTheFix() throws Exception {
        FakeCli cli = FakeCli.good(home);
        Files.delete(Path.of(cli.environment().get("CLAUDE_CLI_PATH")));
        try (RunningProxy proxy = new RunningProxy(cli.environment())) {
            HttpResponse<String> response = proxy.http().post("/v1/messages", Http.ask("hello", true));

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(message(response)).contains("CLAUDE_CLI_PATH");
            assertThat(proxy.http().get("/health").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void isTooOld_is503WithTheFix() throws Exception {
        FakeCli cli = new FakeCli(home, "2.0.14 (Claude Code)", "start\nend");
        try (RunningProxy proxy = new RunningProxy(cli.environment())) {
            HttpResponse<String> response = proxy.http().post("/v1/messages", Http.ask("hello", false));

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(message(response)).contains("2.0.14", "claude update");
        }
    }

    @Test
    void appearsLater_isUsedWithoutARestart() throws Exception {
        Path elsewhere = Files.createDirectory(home.resolve("later"));
        try (RunningProxy proxy = new RunningProxy(
                FakeCli.good(home).environment(),
                "CLAUDE_CLI_PATH",
                elsewhere.resolve("claude").toString())) {
            HttpResponse<String> before = proxy.http().post("/v1/messages", Http.ask("hello", false));
            FakeCli.good(elsewhere);
            HttpResponse<String> after = proxy.http().post("/v1/messages", Http.ask("hello", false));

            assertThat(before.statusCode()).isEqualTo(503);
            assertThat(after.statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"message_start\",\"message\":{\"usage\":\"x\",\"content\":\"y\"}}",
                "{\"type\":\"message_start\",\"message\":7}",
                "{\"type\":\"content_block_delta\",\"index\":99999,\"delta\":3}",
                "{\"type\":\"content_block_start\",\"content_block\":[]}"
            })
    void eventsOfAWrongShape_areAnsweredAllTheSame(String event) throws Exception {
        String odd = "echo '{\"type\":\"stream_event\",\"event\":" + event + "}'\n";

        HttpResponse<String> plain = ask(odd + "end", false);
        HttpResponse<String> streamed = ask(odd + "end", true);

        assertThat(plain.statusCode()).isIn(200, 500);
        assertThat(streamed.statusCode()).isIn(200, 500);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 999, -1})
    void upstreamStatusThatIsNoError_is502(int status) throws Exception {
        String failure = "echo '{\"type\":\"assistant\",\"is_api_error_message\":true,\"api_error_status\":" + status
                + ",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"API Error: odd\"}]}}'; rest";

        HttpResponse<String> response = ask(failure, true);

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(message(response)).isEqualTo("odd");
    }

    @Test
    void limitOfThePlan_is429WithTheTimeOfItsEnd() throws Exception {
        String limit =
                "echo '{\"type\":\"rate_limit_event\",\"rate_limit_info\":{\"status\":\"rejected\",\"resetsAt\":'"
                        + "$(( $(date +%s) + 3600 ))'}}'; echo '{\"type\":\"assistant\",\"is_api_error_message\":true,"
                        + "\"api_error_status\":429,\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"limit reached\"}]}}'; rest";

        HttpResponse<String> response = ask(limit, true);

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(message(response)).isEqualTo("limit reached");
        assertThat(Long.parseLong(response.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(3000L, 3600L);
        assertThat(response.headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    void warningOfThePlan_isNoLimit() throws Exception {
        String warning =
                "echo '{\"type\":\"rate_limit_event\",\"rate_limit_info\":{\"status\":\"allowed_warning\",\"resetsAt\":1}}'";

        assertThat(ask(warning + "\nstart\nend", false).statusCode()).isEqualTo(200);
    }

    @Test
    void versionThatNeverComes_holdsUpNeitherHealthNorMetrics() throws Exception {
        FakeCli cli = new FakeCli(home, "");
        Files.writeString(
                Path.of(cli.environment().get("CLAUDE_CLI_PATH")), "#!/bin/bash\n[ -e \"$HOME/go\" ] || sleep 300\n");
        try (RunningProxy proxy = new RunningProxy(cli.environment())) {
            List<CompletableFuture<HttpResponse<String>>> asked = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                asked.add(proxy.http().postLater("/v1/messages", Http.ask("hello", false)));
            }

            for (int i = 0; i < 30; i++) {
                assertThat(proxy.http().get("/health").statusCode()).isIn(200, 503);
                assertThat(proxy.http().get("/metrics").statusCode()).isEqualTo(200);
            }

            assertThat(asked)
                    .noneMatch(answer -> answer.isDone() && answer.join().statusCode() == 200);
        }
    }

    private HttpResponse<String> ask(String behaviour, boolean stream) throws Exception {
        try (RunningProxy proxy =
                new RunningProxy(new FakeCli(home, behaviour).environment(), "MESSAGES_TIMEOUT_MS", "4000")) {
            return proxy.http().post("/v1/messages", Http.ask("hello", stream));
        }
    }

    private static String message(HttpResponse<String> response) throws Exception {
        return Http.json(response).at("/error/message").asText();
    }
}
