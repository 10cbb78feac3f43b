package io.github.claudecliproxy.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RunningProxy;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import io.github.claudecliproxy.testing.Talk;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How many idle sessions there are, for which conversations and for how long; a client does not notice when one is gone. */
class ITIdleSessions {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String DEFAULT_MODEL = "claude-cli-proxy";

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofReusedProcesses();

    @Test
    void emptySessions_areOneOfTheDefaultModelAndOneOfEachModelInUse() throws Exception {
        try (RunningProxy proxy = proxy()) {
            awaitSessions(proxy, "empty", 1);
            assertThat(ask(proxy, DEFAULT_MODEL, "")).isEqualTo("warm");
            awaitSessions(proxy, "empty", 1);
            assertThat(ask(proxy, "claude-sonnet-5", "")).isEqualTo("cold");
            awaitSessions(proxy, "empty", 2);
            assertThat(ask(proxy, "claude-sonnet-5", "")).isEqualTo("warm");

            JsonNode sessions = sessions(proxy);
            assertThat(sessions.path("warm").asInt()).isEqualTo(2);
            assertThat(sessions.path("cold").asInt()).isEqualTo(1);
            assertThat(sessions.path("continued").asInt()).isZero();
            assertThat(sessions.path("bootMs").asInt()).isPositive();
        }
    }

    @Test
    void oneProcess_servesOneConversationAfterTheOther() throws Exception {
        try (RunningProxy proxy = limited(1)) {
            awaitSessions(proxy, "empty", 1);
            List<ProcessHandle> first = fixture.cli().sessions();

            for (String system : List.of("Be short.", "Be long.", "Be short.")) {
                assertThat(ask(proxy, DEFAULT_MODEL, system)).isEqualTo("warm");
                assertThat(fixture.api().lastTurn().system()).containsExactly(system);
                assertThat(fixture.api().lastTurn().conversation()).containsExactly("user: hello");
                proxy.awaitRest();
            }

            await().atMost(LIMIT).until(() -> fixture.cli().sessions().equals(first));
        }
    }

    /** The CLI takes another system prompt, but never again none. */
    @Test
    void conversationWithoutSystemPrompt_isNotGivenToAProcessThatHadOne() throws Exception {
        try (RunningProxy proxy = limited(1)) {
            awaitSessions(proxy, "empty", 1);
            ask(proxy, DEFAULT_MODEL, "Be short.");

            assertThat(ask(proxy, DEFAULT_MODEL, "")).isEqualTo("cold");
            assertThat(fixture.api().lastTurn().system()).isEmpty();
        }
    }

    @Test
    void emptySession_thatIsKilled_isReplaced() throws Exception {
        try (RunningProxy proxy = proxy()) {
            awaitSessions(proxy, "empty", 1);
            ProcessHandle first = fixture.cli().sessions().get(0);
            first.destroyForcibly();

            // the successor starts once the proxy knows that the first is gone
            await().atMost(LIMIT)
                    .until(() -> fixture.cli().sessions().stream().anyMatch(session -> !session.equals(first)));
            awaitSessions(proxy, "empty", 1);
            assertThat(ask(proxy, DEFAULT_MODEL, "")).isEqualTo("warm");
        }
    }

    @Test
    void conversation_whoseProcessIsKilled_isReplayedInAnother() throws Exception {
        try (RunningProxy proxy = limited(1)) {
            awaitSessions(proxy, "empty", 1);
            Talk talk = new Talk(proxy.http());
            talk.ask("one");
            awaitSessions(proxy, "holding", 1);

            fixture.cli().processes().forEach(ProcessHandle::destroyForcibly);
            await().atMost(LIMIT).until(() -> sessions(proxy).path("holding").asInt() == 0);

            assertThat(talk.ask("two")).isEqualTo("cold");
            assertThat(fixture.api().lastTurn().conversation())
                    .containsExactly("user: one", "assistant: Hello world", "user: two");
            assertThat(talk.ask("three")).isEqualTo("continued");
        }
    }

    /** A conversation that has had a second turn is likely to have a third. */
    @Test
    void conversationsThatWentOn_areEvictedOnlyAtTheLimitOfProcesses() throws Exception {
        try (RunningProxy proxy = limited(2)) {
            awaitSessions(proxy, "empty", 1);
            Talk first = twoTurns(proxy, "first");
            awaitSessions(proxy, "empty", 1);
            Talk second = twoTurns(proxy, "second");
            assertThat(first.ask("three")).isEqualTo("continued");
            Talk third = new Talk(proxy.http());
            third.request().put("model", DEFAULT_MODEL);

            assertThat(third.ask("another")).isEqualTo("warm");

            assertThat(fixture.api().lastTurn().conversation()).containsExactly("user: another");
            assertThat(first.ask("four")).isEqualTo("continued");
            assertThat(second.ask("three")).as("idle longest").isEqualTo("warm");
            assertThat(fixture.api().lastTurn().conversation())
                    .containsExactly(
                            "user: second one",
                            "assistant: Hello world",
                            "user: second two",
                            "assistant: Hello world",
                            "user: three");
            await().atMost(LIMIT).until(() -> fixture.cli().sessions().size() == 2);
        }
    }

    private static Talk twoTurns(RunningProxy proxy, String name) throws Exception {
        Talk talk = new Talk(proxy.http());
        talk.request().put("model", DEFAULT_MODEL);
        talk.ask(name + " one");
        assertThat(talk.ask(name + " two")).isEqualTo("continued");
        return talk;
    }

    @Test
    void conversation_atTheLimitOfProcesses_isEvictedForAnotherModel() throws Exception {
        try (RunningProxy proxy = limited(1)) {
            awaitSessions(proxy, "empty", 1);
            Talk first = new Talk(proxy.http());
            assertThat(first.ask("one")).isEqualTo("cold");
            Talk second = new Talk(proxy.http());
            second.request().put("model", "claude-opus-5-5");
            assertThat(second.ask("another")).isEqualTo("cold");
            proxy.awaitRest();

            assertThat(sessions(proxy).path("evicted").asInt()).isEqualTo(2);
            await().atMost(LIMIT).until(() -> fixture.cli().sessions().size() == 1);
            assertThat(second.ask("more")).isEqualTo("continued");
            assertThat(first.ask("two")).isEqualTo("cold");
        }
    }

    /** Even a client that never brings its tools' results holds a process for the idle time and no longer. */
    @Test
    void conversation_isEvictedAfterTheIdleTime() throws Exception {
        try (RunningProxy proxy = proxy("CLAUDE_PROXY_IDLE_MS", "200")) {
            Talk talk = new Talk(proxy.http());
            talk.request()
                    .withArray("/tools")
                    .addObject()
                    .put("name", "find")
                    .putObject("input_schema")
                    .put("type", "object");
            fixture.api()
                    .answerNext(new ScriptedAnswer()
                            .toolUse("toolu_1", "find", List.of("{}"))
                            .end("tool_use"));
            talk.ask("one");

            await().atMost(LIMIT).until(() -> {
                JsonNode sessions = sessions(proxy);
                return sessions.path("holding").asInt() == 0
                        && sessions.path("empty").asInt() > 0
                        && sessions.path("evicted").asInt() > 0;
            });
            assertThat(talk.bring("toolu_1", "found")).isIn("warm", "cold");
            assertThat(fixture.api().lastTurn().conversation()).hasSize(3).startsWith("user: one");
        }
    }

    @Test
    void process_thatServedItsLastConversation_isEnded() throws Exception {
        try (RunningProxy proxy = limited(1, "CLAUDE_PROXY_MAX_CONVERSATIONS", "2")) {
            awaitSessions(proxy, "empty", 1);
            List<ProcessHandle> first = fixture.cli().sessions();
            assertThat(ask(proxy, DEFAULT_MODEL, "")).isEqualTo("warm");
            proxy.awaitRest();
            await().atMost(LIMIT).until(() -> fixture.cli().sessions().equals(first));

            assertThat(ask(proxy, DEFAULT_MODEL, "")).isEqualTo("warm");

            await().atMost(LIMIT).until(() -> fixture.cli().sessions().stream().noneMatch(first::contains));
        }
    }

    @ParameterizedTest
    @CsvSource({"false, cold", "true, warm"})
    void anotherKeysConversation_getsTheSameProcessOnlyWhereSessionsAreShared(boolean shared, String session)
            throws Exception {
        try (RunningProxy proxy = limited(1, "CLAUDE_PROXY_SHARE_SESSIONS", String.valueOf(shared))) {
            awaitSessions(proxy, "empty", 1);
            Talk hers = new Talk(proxy.http(), "x-api-key", "hers");
            hers.request().put("model", DEFAULT_MODEL);
            Talk his = new Talk(proxy.http(), "x-api-key", "his");
            his.request().put("model", DEFAULT_MODEL);
            assertThat(hers.ask("one")).isEqualTo("warm");

            assertThat(his.ask("one")).isEqualTo(session);

            assertThat(fixture.api().lastTurn().conversation()).containsExactly("user: one");
        }
    }

    @ParameterizedTest
    @CsvSource({"false, cold", "true, warm"})
    void anotherKeysChat_getsTheSameProcessOnlyWhereSessionsAreShared(boolean shared, String session) throws Exception {
        try (RunningProxy proxy = limited(1, "CLAUDE_PROXY_SHARE_SESSIONS", String.valueOf(shared))) {
            awaitSessions(proxy, "empty", 1);
            assertThat(chat(proxy, "hers")).isEqualTo("warm");
            proxy.awaitRest();

            assertThat(chat(proxy, "his")).isEqualTo(session);
        }
    }

    private static String chat(RunningProxy proxy, String key) throws Exception {
        return proxy.http()
                .post("/chat", "{\"prompt\":\"one\"}", "x-api-key", key)
                .headers()
                .firstValue("x-proxy-session")
                .orElseThrow();
    }

    @Test
    void withoutReuse_conversationsAreContinuedOrReplayedInAnotherProcess() throws Exception {
        try (RunningProxy proxy = proxy("CLAUDE_PROXY_REUSE_PROCESSES", "false")) {
            Talk talk = twoTurns(proxy, "first");
            Talk edited = new Talk(proxy.http());
            edited.request().setAll(talk.request().deepCopy());
            edited.messages().remove(3);
            edited.messages().remove(2);
            List<ProcessHandle> before = fixture.cli().sessions();

            assertThat(edited.ask("first two, please")).isIn("warm", "cold");

            assertThat(fixture.api().lastTurn().conversation())
                    .containsExactly("user: first one", "assistant: Hello world", "user: first two, please");
            assertThat(talk.ask("three")).isEqualTo("continued");
            assertThat(fixture.cli().processes()).containsAll(before);
        }
    }

    @Test
    void withoutIdleTime_noSessionIsKept() throws Exception {
        try (RunningProxy proxy = fixture.startWithoutIdleSessions()) {
            Talk talk = new Talk(proxy.http());

            assertThat(talk.ask("one")).isEqualTo("cold");
            assertThat(talk.ask("two")).isEqualTo("cold");
            await().atMost(LIMIT).until(() -> fixture.cli().processes().isEmpty());
            assertThat(sessions(proxy).path("cold").asInt()).isEqualTo(2);
        }
    }

    private RunningProxy proxy(String... settings) {
        return fixture.start(settings);
    }

    /** With no more processes than that. */
    private RunningProxy limited(int processes, String... settings) {
        Stream<String> limits =
                Stream.of("MAX_CONCURRENT", "1", "CLAUDE_PROXY_MAX_PROCESSES", String.valueOf(processes));
        return fixture.start(Stream.concat(limits, Stream.of(settings)).toArray(String[]::new));
    }

    private static void awaitSessions(RunningProxy proxy, String which, int count) {
        await().atMost(LIMIT).until(() -> sessions(proxy).path(which).asInt() == count);
    }

    private static JsonNode sessions(RunningProxy proxy) throws Exception {
        return Http.json(proxy.http().get("/metrics")).path("sessions");
    }

    /** A conversation of one turn; returns how the proxy came to its session. */
    private static String ask(RunningProxy proxy, String model, String system) throws Exception {
        Talk talk = new Talk(proxy.http());
        talk.request().put("model", model).put("system", system);
        return talk.ask("hello");
    }
}
