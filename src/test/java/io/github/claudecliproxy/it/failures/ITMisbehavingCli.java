package io.github.claudecliproxy.it.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.FakeCli;
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
import org.junit.jupiter.params.provider.ValueSource;

/** A CLI that fails in ways in which the real one does not fail on cue: one clear answer each, and no process is left. */
class ITMisbehavingCli {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final String SECOND_TURN = """
            {"model":"claude-sonnet-5","max_tokens":100,"messages":[{"role":"user","content":"hello"},\
            {"role":"assistant","content":[{"type":"text","text":"Hi"}]},{"role":"user","content":"again"}]}""";

    /** At the end of each test it makes sure that no process is left. */
    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    /** What the CLI says after the end of its turn is not part of the next answer. */
    @Test
    void answersTwice_secondAnswerIsNotGivenToTheNextTurn() throws Exception {
        String twice =
                "out(start(), delta('Hi'), end(), result_line(1), start(), delta('Unasked'), end(), result_line(1))";
        fixture.behave(twice);
        try (RunningProxy proxy = fixture.start()) {
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
        HttpResponse<String> response = ask("print STDERR \"no space left\\n\"; exit 3", true);

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(message(response)).contains("exit status 3", "no space left");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"begin(); exit 4", "begin(); die_now()", "begin(); out(\"\\n\", (end() =~ /(.*\\n)/)); exit 0"})
    void diesInMidStream_isAnErrorEvent(String behaviour) throws Exception {
        HttpResponse<String> response = ask(behaviour, true);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .contains("\"text\":\"Hi\"", "event: error", "api_error")
                .doesNotContain("message_stop");
    }

    @Test
    void diesInMidAnswer_is502AndNotToBeRetried() throws Exception {
        HttpResponse<String> response = ask("begin(); exit 4", false);

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(response.headers().firstValue("x-should-retry")).contains("false");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "out(qq(no JSON at all\n{\"half\":\n\n[1,2]\n\"text\"\n));",
                "out(qq(\\x00\\xff\\xfe\\n{\"type\":\"\\xc3\\x28\"}\\n));",
                "out(q({\"type\":\"of_tomorrow\",\"event\":1}), qq(\\n{\"type\":\"stream_event\"}\\n{\"type\":\"system\"}\\n));",
                "out('x' x 20_000_000, \"\\n\");",
                "out('x' x 90_000_000, \"\\n\");",
                "print STDERR 'x' x 3_000_000;"
            })
    void garbageBeforeAnAnswer_isPassedOver(String garbage) throws Exception {
        HttpResponse<String> response = ask(garbage + " begin(); finish()", false);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(Http.json(response).at("/content/0/text").asText()).isEqualTo("Hi");
    }

    @Test
    void hangsBeforeTheAnswer_is504() throws Exception {
        HttpResponse<String> response = askHanging("rest()", true);

        assertThat(response.statusCode()).isEqualTo(504);
    }

    @Test
    void hangsInTheAnswer_isAnErrorEvent() throws Exception {
        HttpResponse<String> response = askHanging("begin(); rest()", true);

        assertThat(response.body()).contains("\"text\":\"Hi\"", "event: error", "timeout_error");
    }

    @Test
    void ignoresSigterm_isKilled() throws Exception {
        HttpResponse<String> response = askHanging("$SIG{TERM} = 'IGNORE'; begin(); sleep 1 while 1", false);

        assertThat(response.statusCode()).isEqualTo(504);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "grandchild(); begin(); finish(); rest()",
                "fork or exec 'setsid', 'sleep', '300'; begin(); finish(); exit 0",
                "$SIG{TERM} = 'IGNORE'; grandchild(); begin(); exit 5"
            })
    void leavesAGrandchild_itIsEndedToo(String behaviour) throws Exception {
        HttpResponse<String> response = ask(behaviour, false);

        assertThat(response.statusCode()).isIn(200, 502);
    }

    @Test
    void closesStdoutButLivesOn_is502() throws Exception {
        HttpResponse<String> response = ask("begin(); close STDOUT; hang()", false);

        assertThat(response.statusCode()).isEqualTo(502);
    }

    @Test
    void doesNotReadItsStdin_aLargeRequestTimesOut() throws Exception {
        Files.writeString(
                fixture.home().resolve("claude"),
                "#!/bin/bash\n[ \"$1\" = --version ] && echo 2.1.330 && exit\ntrap '' TERM\nsleep 300\n");
        try (RunningProxy proxy = fixture.start("MESSAGES_TIMEOUT_MS", "2000")) {
            HttpResponse<String> response = proxy.http().post("/v1/messages", Http.ask("x".repeat(5_000_000), false));

            assertThat(response.statusCode()).isEqualTo(504);
        }
    }

    @Test
    void isMissing_is503WithTheFix() throws Exception {
        Files.delete(fixture.home().resolve("claude"));
        try (RunningProxy proxy = fixture.start()) {
            HttpResponse<String> response = proxy.http().post("/v1/messages", Http.ask("hello", true));

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(message(response)).contains("CLAUDE_CLI_PATH");
            assertThat(proxy.http().get("/health").statusCode()).isEqualTo(503);
        }
    }

    @Test
    void isTooOld_is503WithTheFix() throws Exception {
        new FakeCli(fixture.home(), "2.0.14 (Claude Code)", "begin(); finish()");
        try (RunningProxy proxy = fixture.start()) {
            HttpResponse<String> response = proxy.http().post("/v1/messages", Http.ask("hello", false));

            assertThat(response.statusCode()).isEqualTo(503);
            assertThat(message(response)).contains("2.0.14", "claude update");
        }
    }

    @Test
    void appearsLater_isUsedWithoutARestart() throws Exception {
        Path elsewhere = Files.createDirectory(fixture.home().resolve("later"));
        try (RunningProxy proxy =
                fixture.start("CLAUDE_CLI_PATH", elsewhere.resolve("claude").toString())) {
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
    void eventsOfAWrongShape_endInAnAnswer(String event) throws Exception {
        String odd = "out(event(q(" + event + "))); ";

        HttpResponse<String> plain = ask(odd + "finish()", false);
        HttpResponse<String> streamed = ask(odd + "finish()", true);

        assertThat(plain.statusCode()).isIn(200, 500);
        assertThat(streamed.statusCode()).isIn(200, 500);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 999, -1})
    void upstreamErrorWithoutAnErrorStatus_is502(int status) throws Exception {
        String failure = "out(q({\"type\":\"assistant\",\"is_api_error_message\":true,\"api_error_status\":" + status
                + ",\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"API Error: odd\"}]}}), \"\\n\"); rest()";

        HttpResponse<String> response = ask(failure, true);

        assertThat(response.statusCode()).isEqualTo(502);
        assertThat(message(response)).isEqualTo("odd");
    }

    @Test
    void limitOfThePlan_is429WithTheTimeOfItsEnd() throws Exception {
        String limit = "out(q({\"type\":\"assistant\",\"is_api_error_message\":true,\"api_error_status\":429,"
                + "\"message\":{\"content\":[{\"type\":\"text\",\"text\":\"limit reached\"}]},\"api_error_params\":"
                + "{\"rate_limit_info\":{\"status\":\"rejected\",\"resetsAt\":), time + 3600, qq(}}}\\n)); rest()";

        HttpResponse<String> response = ask(limit, true);

        assertThat(response.statusCode()).isEqualTo(429);
        assertThat(message(response)).isEqualTo("limit reached");
        assertThat(Long.parseLong(response.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(3000L, 3600L);
        assertThat(response.headers().firstValue("x-should-retry")).contains("false");
    }

    @Test
    void warningOfThePlan_isNoError() throws Exception {
        String warning =
                "out(q({\"type\":\"rate_limit_event\",\"rate_limit_info\":{\"status\":\"allowed_warning\",\"resetsAt\":1}}), \"\\n\");";

        assertThat(ask(warning + " begin(); finish()", false).statusCode()).isEqualTo(200);
    }

    @Test
    void versionThatNeverComes_holdsUpNeitherHealthNorMetrics() throws Exception {
        Files.writeString(fixture.home().resolve("claude"), "#!/bin/bash\n[ -e \"$HOME/go\" ] || sleep 300\n");
        try (RunningProxy proxy = fixture.start()) {
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

    private HttpResponse<String> ask(String behaviour, boolean stream, String... settings) throws Exception {
        fixture.behave(behaviour);
        try (RunningProxy proxy = fixture.start(settings)) {
            return proxy.http().post("/v1/messages", Http.ask("hello", stream));
        }
    }

    /** Asks a CLI that ends its turn only when it must. */
    private HttpResponse<String> askHanging(String behaviour, boolean stream) throws Exception {
        return ask(behaviour, stream, "MESSAGES_TIMEOUT_MS", "4000");
    }

    private static String message(HttpResponse<String> response) throws Exception {
        return Http.json(response).at("/error/message").asText();
    }
}
