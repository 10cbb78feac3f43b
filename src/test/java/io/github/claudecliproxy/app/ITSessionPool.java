package io.github.claudecliproxy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.CliUnderTest;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import io.github.claudecliproxy.testing.ScriptedApi;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many sessions wait, for what and how long; and that nobody notices when one is gone. */
class ITSessionPool {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String DEFAULT_MODEL = "claude-cli-proxy";

    @TempDir
    Path home;

    private ScriptedApi api;
    private CliUnderTest cli;

    @BeforeEach
    void start() throws Exception {
        api = new ScriptedApi();
        cli = new CliUnderTest(home);
    }

    @AfterEach
    void nothingIsLeft() {
        api.close();
        assertThat(cli.processes()).isEmpty();
    }

    @Test
    void spares_areOfTheDefaultModelAndOfThoseInUse() throws Exception {
        try (RunningProxy proxy = proxy("CLAUDE_PROXY_PARKED_SESSIONS", "0")) {
            awaitSessions(proxy, "spares", 1);
            assertThat(ask(proxy, DEFAULT_MODEL, "")).isEqualTo("warm");
            assertThat(ask(proxy, "claude-sonnet-5", "")).isEqualTo("cold");
            awaitSessions(proxy, "spares", 2);
            assertThat(ask(proxy, "claude-sonnet-5", "")).isEqualTo("warm");

            JsonNode sessions = sessions(proxy);
            assertThat(sessions.path("warm").asInt()).isEqualTo(2);
            assertThat(sessions.path("cold").asInt()).isEqualTo(1);
            assertThat(sessions.path("continued").asInt()).isZero();
            assertThat(sessions.path("bootMs").asInt()).isPositive();
        }
    }

    @Test
    void spare_forASystemPromptThatKeepsComing_hasBeenToldIt() throws Exception {
        try (RunningProxy proxy = proxy("CLAUDE_PROXY_PARKED_SESSIONS", "0")) {
            for (int i = 0; i < 3; i++) {
                awaitSessions(proxy, "spares", 1);
                assertThat(ask(proxy, DEFAULT_MODEL, "Be short.")).isEqualTo("warm");
                assertThat(api.lastTurn().system()).containsExactly("Be short.");
            }

            awaitSessions(proxy, "spares", 1);
            assertThat(ask(proxy, DEFAULT_MODEL, "Be long."))
                    .as("the spare is told already")
                    .isEqualTo("cold");
            assertThat(api.lastTurn().system()).containsExactly("Be long.");
        }
    }

    @Test
    void spare_thatIsKilled_isReplaced() throws Exception {
        try (RunningProxy proxy = proxy("CLAUDE_PROXY_PARKED_SESSIONS", "0")) {
            awaitSessions(proxy, "spares", 1);
            ProcessHandle first = cli.processes().get(0);
            first.destroyForcibly();

            await().atMost(LIMIT)
                    .until(() -> sessions(proxy).path("spares").asInt() == 1
                            && cli.processes().stream().noneMatch(first::equals));
            assertThat(ask(proxy, DEFAULT_MODEL, "")).isEqualTo("warm");
        }
    }

    @Test
    void parked_whoseProcessIsKilled_isToldAgainToAnother() throws Exception {
        try (RunningProxy proxy = proxy("CLAUDE_PROXY_WARM_SESSIONS", "0")) {
            Talk talk = new Talk(proxy);
            talk.ask("one");
            awaitSessions(proxy, "parked", 1);

            cli.processes().forEach(ProcessHandle::destroyForcibly);
            await().atMost(LIMIT).until(() -> cli.processes().isEmpty());

            assertThat(talk.ask("two")).isEqualTo("cold");
            assertThat(api.lastTurn().conversation())
                    .containsExactly("user: one", "assistant: Hello world", "user: two");
            assertThat(talk.ask("three")).isEqualTo("continued");
        }
    }

    @Test
    void parked_areNoMoreThanAllowed() throws Exception {
        try (RunningProxy proxy = proxy("CLAUDE_PROXY_WARM_SESSIONS", "0", "CLAUDE_PROXY_PARKED_SESSIONS", "2")) {
            List<Talk> talks = List.of(new Talk(proxy), new Talk(proxy), new Talk(proxy));
            for (int i = 0; i < 3; i++) {
                talks.get(i).ask("question " + i);
                proxy.awaitRest();
            }

            assertThat(sessions(proxy).path("parked").asInt()).isEqualTo(2);
            assertThat(sessions(proxy).path("evicted").asInt()).isEqualTo(1);
            assertThat(talks.get(2).ask("again")).isEqualTo("continued");
            assertThat(talks.get(1).ask("again")).isEqualTo("continued");
            assertThat(talks.get(0).ask("again")).isEqualTo("cold");
        }
    }

    @Test
    void parked_makesWayForATurn_whereProcessesAreLimited() throws Exception {
        try (RunningProxy proxy =
                proxy("CLAUDE_PROXY_WARM_SESSIONS", "0", "MAX_CONCURRENT", "1", "CLAUDE_PROXY_MAX_PROCESSES", "1")) {
            Talk first = new Talk(proxy);
            first.ask("one");
            Talk second = new Talk(proxy);
            assertThat(second.ask("another")).isEqualTo("cold");
            proxy.awaitRest();

            assertThat(sessions(proxy).path("evicted").asInt()).isEqualTo(1);
            assertThat(cli.processes()).hasSize(1);
            assertThat(second.ask("more")).isEqualTo("continued");
            assertThat(first.ask("two")).isEqualTo("cold");
        }
    }

    /** A client that never returns with its tools' results, too, costs one process for this time and no longer. */
    @Test
    void parked_isEndedAfterItsTime() throws Exception {
        try (RunningProxy proxy = proxy("CLAUDE_PROXY_WARM_SESSIONS", "0", "CLAUDE_PROXY_PARKED_TTL_MS", "1")) {
            Talk talk = new Talk(proxy);
            talk.request().withArray("/tools").addObject().put("name", "find").putObject("input_schema");
            api.answerNext(new ScriptedAnswer()
                    .toolUse("toolu_1", "find", List.of("{}"))
                    .end("tool_use"));
            talk.ask("one");

            await().atMost(LIMIT).until(() -> cli.processes().isEmpty());
            assertThat(sessions(proxy).path("evicted").asInt()).isEqualTo(1);
            assertThat(talk.bring("toolu_1", "found")).isEqualTo("cold");
        }
    }

    @Test
    void noneWait_whereNoneAreAllowed() throws Exception {
        try (RunningProxy proxy = RunningProxy.withoutWaitingSessions(cli.environment(api.url()))) {
            Talk talk = new Talk(proxy);

            assertThat(talk.ask("one")).isEqualTo("cold");
            assertThat(talk.ask("two")).isEqualTo("cold");
            await().atMost(LIMIT).until(() -> cli.processes().isEmpty());
            assertThat(sessions(proxy).path("cold").asInt()).isEqualTo(2);
        }
    }

    private RunningProxy proxy(String... settings) throws Exception {
        return new RunningProxy(cli.environment(api.url()), settings);
    }

    private static void awaitSessions(RunningProxy proxy, String which, int count) {
        await().atMost(LIMIT).until(() -> sessions(proxy).path(which).asInt() == count);
    }

    private static JsonNode sessions(RunningProxy proxy) throws Exception {
        return Http.json(proxy.http().get("/metrics")).path("sessions");
    }

    /** A conversation of one turn; returns how the proxy came to its session. */
    private static String ask(RunningProxy proxy, String model, String system) throws Exception {
        Talk talk = new Talk(proxy);
        talk.request().put("model", model).put("system", system);
        return talk.ask("hello");
    }
}
