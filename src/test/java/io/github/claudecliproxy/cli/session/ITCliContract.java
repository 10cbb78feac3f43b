package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.TurnSettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What this project knows of the CLI and builds on, one test a fact, on the real CLI and a scripted API. Where a fact
 * is the reason for a precaution of ours, a test without the precaution shows that it is still needed.
 *
 * <p>Here: what a request says, with {@link ITCliEffortContract}, {@link ITCliCachingContract} and {@link
 * ITCliSystemPromptContract}, {@link ITCliToolsContract}. What becomes of answers: {@link ITCliAnswerContract}, {@link ITCliErrorWordsContract}, {@link
 * ITCliSealContract}, {@link ITCliBrokenStreamContract}. What a CLI does between turns: {@link ITCliWaitingContract}, {@link
 * ITCliReuseContract}, {@link ITCliRewindContract}, {@link ITCliReplayContract}. How it begins and ends: {@link
 * ITCliProcessContract}.
 *
 * <p>To see what another version of the CLI has changed: write its number into {@code src/test/sdk/node/package.json},
 * renew {@code package-lock.json} beside it with {@code npm install --package-lock-only}, and run
 * {@code mvn verify -Dit.test=ITCli*Contract}. When all is green, {@link CliVersion#FLOOR} need not move: it is the
 * oldest version that may be used, not the newest that was tried.
 */
class ITCliContract extends CliContract {
    private static final String CANARY = "canary-in-a-file-7391";

    // files and commands in a prompt

    @Test
    void fileMention_withoutAnyLock_bringsTheFilesContent() throws Exception {
        environment.remove("CLAUDE_CODE_DISABLE_FILE_MENTIONS");
        environment.remove("CLAUDE_CODE_DISABLE_ATTACHMENTS");

        assertThat(requestWithMention(false)).contains(CANARY);
    }

    @Test
    void fileMention_withClientComposedAlone_staysText() throws Exception {
        environment.remove("CLAUDE_CODE_DISABLE_FILE_MENTIONS");
        environment.remove("CLAUDE_CODE_DISABLE_ATTACHMENTS");

        assertThat(requestWithMention(true)).contains("@" + home).doesNotContain(CANARY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CLAUDE_CODE_DISABLE_FILE_MENTIONS", "CLAUDE_CODE_DISABLE_ATTACHMENTS"})
    void fileMention_withOneVariableAlone_staysText(String lock) throws Exception {
        environment.remove("CLAUDE_CODE_DISABLE_FILE_MENTIONS");
        environment.remove("CLAUDE_CODE_DISABLE_ATTACHMENTS");
        environment.put(lock, "1");

        assertThat(requestWithMention(false)).contains("@" + home).doesNotContain(CANARY);
    }

    /** The API's request for a question that names a file which exists. */
    private String requestWithMention(boolean composed) throws Exception {
        Path file = Files.writeString(home.resolve("secret.txt"), CANARY);
        DrivenCli cli = cli();
        ObjectNode line = question("what is in @" + file + " now");
        if (!composed) {
            line.remove("client_composed");
        }
        cli.send(initialize(), line);
        result(cli);
        return api.lastTurn().body().toString();
    }

    // history

    @Test
    void history_whenEachQuestionIsAwaited_arrivesInOrder() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), past("q1"));
        result(cli);
        cli.send(answer("a1"), past("q2"));
        result(cli);
        cli.send(answer("a2"), question("q3"));
        result(cli);

        assertThat(api.turns()).hasSize(1);
        assertThat(api.lastTurn().conversation())
                .containsExactly("user: q1", "assistant: a1", "user: q2", "assistant: a2", "user: q3");
    }

    /** Why a question of the past is awaited. */
    @Test
    void history_whenNothingIsAwaited_arrivesInAnotherOrder() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), past("q1"), answer("a1"), past("q2"), answer("a2"), question("q3"));
        await().atMost(DrivenCli.LIMIT).until(() -> !api.turns().isEmpty());

        assertThat(api.turns().get(0).conversation())
                .isNotEqualTo(List.of("user: q1", "assistant: a1", "user: q2", "assistant: a2", "user: q3"));
    }

    @Test
    void history_withThinkingInAWholeMessage_keepsIt() throws Exception {
        ObjectNode whole = thinking().put("id", "msg_1").put("type", "message").put("model", MODEL);

        assertThat(requestAfter(whole)).contains("a thought of the past");
    }

    /** Why an answer of the past is replayed as a whole message. */
    @Test
    void history_withThinkingInABareMessage_losesIt() throws Exception {
        assertThat(requestAfter(thinking())).doesNotContain("a thought of the past");
    }

    private static ObjectNode thinking() {
        ObjectNode message = message("assistant", "a1");
        message.withArray("/content")
                .insertObject(0)
                .put("type", "thinking")
                .put("thinking", "a thought of the past")
                .put("signature", "c2lnbmF0dXJl");
        return message;
    }

    private String requestAfter(ObjectNode answer) throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), past("q1"));
        result(cli);
        cli.send(CliLines.assistant(answer), question("q2"));
        result(cli);
        return api.lastTurn().body().path("messages").toString();
    }

    // settings of a turn

    @Test
    void settings_appliedToALivingCli_takeEffectOnTheNextRequest() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), extraBody("{\"top_k\":5}"), question("one"));
        result(cli);
        cli.send(extraBody("{\"top_k\":6}"), question("two"));
        result(cli);

        assertThat(api.turns().get(0).body().path("top_k").asInt()).isEqualTo(5);
        assertThat(api.turns().get(1).body().path("top_k").asInt()).isEqualTo(6);
    }

    /** Why all are named each time. */
    @ParameterizedTest
    @CsvSource({"CLAUDE_CODE_DISABLE_THINKING", "''"})
    void settings_thatNoLongerNameAVariable_leaveItAsItWas(String other) throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), extraBody("{\"top_k\":5}"), question("one"));
        result(cli);
        cli.send(other.isEmpty() ? variables() : variables(other, "1"), question("two"));
        result(cli);

        assertThat(api.turns().get(1).body().path("top_k").asInt()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", ""})
    void settings_thatEmptyAVariable_clearIt(String nothing) throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), extraBody("{\"top_k\":5}"), question("one"));
        result(cli);
        cli.send(extraBody(nothing), question("two"));
        result(cli);

        assertThat(api.turns().get(0).body().has("top_k")).isTrue();
        assertThat(api.turns().get(1).body().has("top_k")).isFalse();
    }

    @Test
    void settings_ofATurn_leaveThinkingCachingAndToolsToTheClient() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize(), CliLines.settings(TurnSettings.PLAIN.variables()), question("hello"));
        result(cli);

        JsonNode body = api.lastTurn().body();
        assertThat(body.has("thinking")).isFalse();
        assertThat(body.findValue("cache_control")).isNull();
        assertThat(body.path("tools")).isEmpty();
    }

    /** Why the thinking is set in the environment, and the caching for each turn. */
    @Test
    void settings_notGiven_leaveThinkingAndCachingToTheCli() throws Exception {
        environment.remove("CLAUDE_CODE_DISABLE_THINKING");
        DrivenCli cli = cli();
        cli.send(initialize(), question("hello"));
        result(cli);

        JsonNode body = api.lastTurn().body();
        assertThat(body.has("thinking")).isTrue();
        assertThat(body.findValues("cache_control")).isNotEmpty();
    }

    @Test
    void headers_askedForInTheEnvironment_reachTheApi() throws Exception {
        environment.put("ANTHROPIC_BETAS", "of-the-client-2026-01-01");
        DrivenCli cli = cli();
        cli.send(initialize(), question("hello"));
        result(cli);

        assertThat(api.lastTurn().headers().getFirst("x-hop")).isEqualTo("none");
        assertThat(String.join(",", api.lastTurn().headers().get("anthropic-beta")))
                .contains("of-the-client-2026-01-01");
    }
}
