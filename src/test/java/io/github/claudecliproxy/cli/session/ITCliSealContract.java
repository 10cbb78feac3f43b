package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.ClientTools;
import io.github.claudecliproxy.cli.protocol.TurnSettings;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Of the CLI, that it can be kept from asking the API by itself: a seal that is written as soon as it says that it asks
 * never touches that request, and always the one after it. And how a broken stream shows.
 */
class ITCliSealContract extends CliContract {
    private DrivenCli cli;

    @BeforeEach
    void startCli() throws Exception {
        cli = cli();
        cli.answerWith(ClientTools.named(List.of("find"))::answer);
        cli.send(initialize(), CliLines.servers(true), CliLines.settings(TurnSettings.PLAIN.variables()));
    }

    @Test
    void requesting_isPrintedWithoutAnAnswerOfTheApi() throws Exception {
        cli.send(question("[[silent]]"));
        requesting(cli);

        assertThat(events("message_start")).isEmpty();
    }

    @Test
    void seal_writtenWhenTheCliAsks_neverTouchesThatRequest() throws Exception {
        for (int i = 1; i <= 50; i++) {
            cli.send(CliLines.unseal(), question("hello"));
            requesting(cli);
            cli.send(CliLines.seal());
            JsonNode end = result(cli);

            assertThat(end.path("is_error").booleanValue()).as("%d: %s", i, end).isFalse();
            assertThat(api.turns()).hasSize(i);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "BROKEN_(UNSEEN_.*|AFTER_START)")
    void answer_thatTheCliGoesOnAfter_underTheSealIsTheOnlyOne(ContractAnswer answer) throws Exception {
        askUnderTheSeal(answer);
        JsonNode end = result(cli);
        atRest(cli);

        assertThat(end.path("terminal_reason").asText()).isEqualTo("blocking_limit");
        assertThat(api.turns()).hasSize(1);
    }

    /** Why there is a seal. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "BROKEN_(UNSEEN_.*|AFTER_START)")
    void answer_thatTheCliGoesOnAfter_withoutTheSealIsNotTheOnlyOne(ContractAnswer answer) throws Exception {
        api.answerNext(answer.events);
        cli.send(question("hello"));
        result(cli);

        assertThat(api.turns()).hasSize(2);
    }

    @Test
    void seal_liftedAfterTheAnswer_leavesNoTrace() throws Exception {
        cli.send(question("[[say a]]"));
        requesting(cli);
        cli.send(CliLines.seal());
        result(cli);
        cli.send(CliLines.unseal(), question("two"));
        result(cli);

        assertThat(api.turns()).hasSize(2);
        assertThat(api.lastTurn().conversation()).hasSize(3).endsWith("assistant: a", "user: two");
    }

    /** Why a session does not go on after such an answer, sealed or not. */
    @Test
    void answerThatIsCutOff_leavesAWordOfTheClisInTheConversation() throws Exception {
        askUnderTheSeal(ContractAnswer.CUT_OFF);
        result(cli);
        cli.send(CliLines.unseal(), question("two"));
        result(cli);

        assertThat(api.lastTurn().conversation().get(2)).endsWith("two").isNotEqualTo("user: two");
    }

    // broken before anything could be seen

    /** The CLI closes the stream as if all were well, but for the stop_reason; that is when it must be stopped. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "BROKEN_.*")
    void brokenStream_endsWithoutAStopReason(ContractAnswer answer) throws Exception {
        broken(answer);

        assertThat(events("message_delta"))
                .allMatch(delta -> delta.at("/delta/stop_reason").asText("").isEmpty());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "BROKEN_.*")
    void brokenStream_whereTheCliIsInterrupted_isNotAskedForAgain(ContractAnswer answer) throws Exception {
        broken(answer);
        cli.send(CliLines.question("interrupt", "interrupt"));
        result(cli);
        atRest(cli);

        assertThat(api.turns()).hasSize(1);
    }

    /** Why the seal is not enough. */
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "BROKEN_UNSEEN_.*")
    void brokenStream_whereNothingWasToBeSeen_isAskedForAgainUnderTheSeal(ContractAnswer answer) throws Exception {
        broken(answer);
        result(cli);

        assertThat(api.turns()).hasSize(2);
    }

    private void broken(ContractAnswer answer) throws Exception {
        askUnderTheSeal(answer);
        cli.await(line -> line.at("/event/type").asText().equals("message_stop"), seen);
    }

    /** The API answers when the CLI has taken the seal. */
    private void askUnderTheSeal(ContractAnswer answer) throws Exception {
        api.answerNextWhenOpen(answer.events);
        cli.send(question("hello"));
        requesting(cli);
        cli.send(CliLines.seal());
        answered(cli, "settings");
        api.open(1);
    }
}
