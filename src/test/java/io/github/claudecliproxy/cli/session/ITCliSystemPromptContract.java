package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.protocol.CliLines;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of the CLI, how it gets its system prompt. */
class ITCliSystemPromptContract extends CliContract {

    @Test
    void prompt_givenAsEmptyList_isNone() throws Exception {
        assertThat(systemAfter(initialize())).isEmpty();
    }

    /** Why an empty list is given. */
    @Test
    void prompt_notGiven_isTheClisOwnLongOne() throws Exception {
        ObjectNode initialize = initialize();
        initialize.withObject("/request").remove("systemPrompt");

        assertThat(String.join("", systemAfter(initialize))).hasSizeGreaterThan(5_000);
    }

    /** Why a prompt in several blocks is told as one text. */
    @Test
    void prompt_inSeveralTexts_isOneBlock() throws Exception {
        assertThat(systemAfter(initialize("one", "two"))).containsExactly("one\n\ntwo");
    }

    // another prompt

    @ParameterizedTest
    @ValueSource(strings = {"A new one.", " leading\n\nand trailing \n", "<system-reminder>é😀</system-reminder>"})
    void prompt_whereThereWasNone_isTaken(String prompt) throws Exception {
        assertThat(systemAfter(initialize(), change(MODEL, prompt))).containsExactly(prompt);
    }

    @Test
    void prompt_thatReplacesAnother_isTakenWithoutACallAndLeavesNothingInTheConversation() throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize("one"), question("q1"));
        result(cli);
        cli.send(change(MODEL, "two"));
        assertThat(answered(cli, "system").path("subtype").asText()).isEqualTo("success");
        assertThat(api.turns()).hasSize(1);

        cli.send(question("q2"));
        result(cli);
        assertThat(api.turns()).hasSize(2);
        assertThat(api.lastTurn().system()).containsExactly("two");
        assertThat(api.lastTurn().conversation()).containsExactly("user: q1", "assistant: Hello world", "user: q2");
    }

    /** Why {@code systemPromptSnapshot} is turned off. */
    @Test
    void prompt_thatReplacesAnotherInMidConversation_isNotTakenWhereTheFirstWasASnapshot() throws Exception {
        ObjectNode initialize = initialize("one");
        initialize.withObject("/request").remove("systemPromptSnapshot");
        DrivenCli cli = cli();
        cli.send(initialize, question("q1"));
        result(cli);
        cli.send(change(MODEL, "two"), question("q2"));
        result(cli);

        assertThat(api.lastTurn().system()).containsExactly("one");
    }

    /** Why a process that has had a prompt never serves a conversation without one. */
    @Test
    void prompt_onceGiven_cannotBeTakenBack() throws Exception {
        assertThat(systemAfter(initialize("one"), change(MODEL, " "))).containsExactly(" ");

        DrivenCli cli = cli();
        cli.send(initialize("one"), change(MODEL, ""));
        assertThat(answered(cli, "system").path("subtype").asText()).isEqualTo("error");
    }

    // the model that is named with it

    @ParameterizedTest
    @CsvSource({"claude-opus-5-5, opus", "opus, claude-opus-5-5", "opus, opus", "sonnet, claude-sonnet-5-5"})
    void change_thatNamesTheModelByAnotherName_isTaken(String started, String named) throws Exception {
        DrivenCli cli = cli(started);
        cli.send(initialize("one"), change(named, "two"), question("hello"));
        result(cli);

        assertThat(api.turns()).hasSize(1);
        assertThat(api.lastTurn().system()).containsExactly("two");
    }

    /** Why the model is asked of the CLI and named. */
    @ParameterizedTest
    @CsvSource({"default, invalid_request", "'', invalid_request", "claude-opus-4-8, model_not_current"})
    void change_thatDoesNotNameTheModel_isRefused(String named, String code) throws Exception {
        DrivenCli cli = cli();
        cli.send(initialize("one"), change(named, "two"));
        JsonNode refused = answered(cli, "system");

        assertThat(refused.path("subtype").asText()).isEqualTo("error");
        assertThat(refused.path("error_code").asText()).isEqualTo(code);
        cli.send(question("hello"));
        result(cli);
        assertThat(api.turns()).hasSize(1);
        assertThat(api.lastTurn().system()).containsExactly("one");
    }

    private List<String> systemAfter(ObjectNode... lines) throws Exception {
        DrivenCli cli = cli();
        cli.send(lines);
        cli.send(question("hello"));
        result(cli);
        return api.lastTurn().system();
    }

    private static ObjectNode change(String model, String prompt) {
        return CliLines.systemPrompt("system", model, prompt);
    }
}
