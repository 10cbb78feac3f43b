package io.github.claudecliproxy.it.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.ApiProcess;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.LaunchedProxy;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RawClient;
import io.github.claudecliproxy.testing.RunningProxy;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import io.github.claudecliproxy.testing.Talk;
import java.io.BufferedReader;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The CLI, its API or the proxy itself is killed or frozen at any moment: the client is told, and no process is left. */
class ITKilledOrFrozen {
    /** Long enough for a boot, and shorter than the silence after which a stream begins. */
    private static final String DEADLINE_MS = "12000";

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String PATH = "/v1/messages";

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofRealCli();

    @Test
    void cliKilled_inMidStream_isAnErrorEventAndTheTurnCanBeAskedAgain() throws Exception {
        try (RunningProxy proxy = fixture.start()) {
            Talk talk = new Talk(proxy.http());
            talk.ask("one");
            HttpResponse<InputStream> streamed = proxy.http().stream(PATH, next("one", "two [[pause]]", true));
            try (BufferedReader lines = Http.lines(streamed)) {
                Http.awaitLine(lines, "Hello");
                killClis();

                assertThat(lines.lines())
                        .anyMatch(line -> line.contains("event: error"))
                        .noneMatch(line -> line.contains("message_stop"));
            }
            proxy.awaitRest();

            assertThat(talk.ask("two")).isNotEqualTo("continued");
            assertThat(fixture.api().lastTurn().conversation())
                    .containsExactly("user: one", "assistant: Hello world", "user: two");
            assertThat(talk.ask("three")).isEqualTo("continued");
        }
    }

    @Test
    void cliKilled_inAPlainAnswer_is502AndNotToBeRetried() throws Exception {
        try (RunningProxy proxy = fixture.start()) {
            CompletableFuture<HttpResponse<String>> plain =
                    proxy.http().postLater(PATH, Http.ask("[[gate]] [[say a b]]", false));
            await().atMost(LIMIT).until(() -> !fixture.api().turns().isEmpty());
            fixture.api().open(1);
            await().atMost(LIMIT)
                    .until(() -> proxy.http().json("/health").path("active").asInt() == 1);

            killClis();

            assertThat(plain.get().statusCode()).isEqualTo(502);
            assertThat(Http.json(plain.get()).at("/error/type").asText()).isEqualTo("api_error");
            proxy.awaitRest();
            assertThat(proxy.http().post(PATH, Http.ask("hello", false)).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void cliKilled_whileItHoldsACall_theResultIsReplayedInAnother() throws Exception {
        try (RunningProxy proxy = fixture.start()) {
            Talk talk = new Talk(proxy.http());
            talk.request().withArray("/tools").addObject().put("name", "find").putObject("input_schema");
            fixture.api()
                    .answerNext(new ScriptedAnswer()
                            .toolUse("toolu_1", "find", List.of("{}"))
                            .end("tool_use"));
            talk.ask("one");
            proxy.awaitRest();
            List<ProcessHandle> killed = killClis();
            await().atMost(LIMIT).until(() -> killed.stream().noneMatch(ProcessHandle::isAlive));

            assertThat(talk.bring("toolu_1", "found")).isNotEqualTo("continued");

            assertThat(fixture.api().lastTurn().body().toString()).contains("toolu_1", "found");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void apiKilled_isAnErrorAndTheNextRequestFailsAtOnce(boolean stream) throws Exception {
        try (ApiProcess api = new ApiProcess();
                RunningProxy proxy = fixture.start("ANTHROPIC_BASE_URL", api.url())) {
            HttpResponse<InputStream> streamed = proxy.http().stream(PATH, Http.ask("[[pause]]", true));
            try (BufferedReader lines = Http.lines(streamed)) {
                Http.awaitLine(lines, "Hello");
                api.kill();

                assertThat(lines.lines())
                        .anyMatch(line -> line.contains("event: error"))
                        .noneMatch(line -> line.contains("message_stop"));
            }

            HttpResponse<String> after = proxy.http().post(PATH, Http.ask("hello", stream));

            assertThat(after.statusCode()).isEqualTo(502);
            assertThat(Http.json(after).at("/error/message").asText()).contains("connection to the API");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void apiFrozen_theDeadlineAnswersAndTheNextTurnRuns(boolean stream) throws Exception {
        try (ApiProcess api = new ApiProcess();
                RunningProxy proxy =
                        fixture.start("ANTHROPIC_BASE_URL", api.url(), "MESSAGES_TIMEOUT_MS", DEADLINE_MS)) {
            assertThat(proxy.http().post(PATH, Http.ask("hello", false)).statusCode())
                    .isEqualTo(200);
            api.freeze();

            HttpResponse<String> frozen = proxy.http().post(PATH, Http.ask("hello", stream));
            api.thaw();

            assertThat(frozen.statusCode()).isEqualTo(504);
            assertThat(frozen.headers().firstValue("x-should-retry")).contains("false");
            assertThat(proxy.http().post(PATH, Http.ask("hello", stream)).statusCode())
                    .isEqualTo(200);
            proxy.awaitRest();
        }
    }

    @Test
    void apiFrozen_inMidStream_clientGetsPingsThenAnErrorEvent() throws Exception {
        try (ApiProcess api = new ApiProcess();
                RunningProxy proxy = fixture.start(
                        "ANTHROPIC_BASE_URL", api.url(), "MESSAGES_TIMEOUT_MS", DEADLINE_MS, "STREAM_PING_MS", "200")) {
            HttpResponse<InputStream> streamed = proxy.http().stream(PATH, Http.ask("[[pause]]", true));
            try (BufferedReader lines = Http.lines(streamed)) {
                Http.awaitLine(lines, "Hello");
                api.freeze();

                List<String> rest = lines.lines().toList();

                assertThat(rest).contains("event: ping", "event: error").doesNotContain("event: message_stop");
                assertThat(String.join("\n", rest)).contains("timeout_error");
            }
        }
    }

    @Test
    void slowApi_clientGetsPingsBetweenTheWords() throws Exception {
        try (RunningProxy proxy = fixture.start("STREAM_PING_MS", "50")) {
            HttpResponse<InputStream> streamed =
                    proxy.http().stream(PATH, Http.ask("[[gate]] [[say one two three]]", true));
            try (BufferedReader lines = Http.lines(streamed)) {
                for (String word : List.of("one", "two", "three")) {
                    Http.nextEvent(lines, "ping");
                    fixture.api().open(1);
                    Http.awaitLine(lines, word);
                }
                Http.awaitLine(lines, "message_stop");
            }
        }
    }

    /** One process runs a turn, one holds a conversation, one is empty. */
    @Test
    void serverKilled_leavesNeitherARunningNorAnIdleProcess() throws Exception {
        try (LaunchedProxy proxy = new LaunchedProxy(fixture.environment())) {
            Http http = proxy.http();
            assertThat(http.post(PATH, Http.ask("hello", false)).statusCode()).isEqualTo(200);
            await().atMost(LIMIT)
                    .until(() -> http.json("/metrics").at("/sessions/empty").asInt() == 2); // of both models
            try (RawClient running = new RawClient(proxy.port(), Http.ask("[[pause]]", true))) {
                running.awaitText("Hello");
                await().atMost(LIMIT).until(() -> {
                    var sessions = http.json("/metrics").path("sessions");
                    return sessions.path("holding").asInt() == 1
                            && sessions.path("empty").asInt() > 0;
                });
                assertThat(fixture.cli().processes()).hasSizeGreaterThanOrEqualTo(3);

                proxy.kill();

                await().atMost(LIMIT).until(() -> fixture.cli().processes().isEmpty());
            }
        }
    }

    private List<ProcessHandle> killClis() {
        List<ProcessHandle> all = fixture.cli().processes();
        assertThat(all).isNotEmpty();
        all.forEach(ProcessHandle::destroyForcibly);
        return all;
    }

    /** The conversation's second turn, as {@link Talk} would send it. */
    private static String next(String first, String second, boolean stream) {
        String earlier = "{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"" + first + "\"}]},"
                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"Hello world\"}]},";
        return Http.ask(second, stream).replace("\"messages\":[", "\"messages\":[" + earlier);
    }
}
