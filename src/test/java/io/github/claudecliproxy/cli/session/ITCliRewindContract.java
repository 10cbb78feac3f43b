package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.ClientTools;
import io.github.claudecliproxy.cli.protocol.HeldCalls;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of the CLI, how it goes back in a conversation. That nothing is left of what it took back: {@link ITCliReuseContract}. */
class ITCliRewindContract extends CliContract {
    private DrivenCli cli;
    private final List<String> lines = new ArrayList<>();

    @BeforeEach
    void startCli() throws Exception {
        cli = cli();
        cli.send(initialize("A prompt."));
    }

    @Test
    void rewind_toTheFirstLine_leavesNothing() throws Exception {
        ask("one", "two");

        assertThat(rewind(0).path("rewound").isBoolean()).isTrue();
        assertThat(conversationAfter("next")).containsExactly("user: next");
    }

    @Test
    void rewind_toALineInTheMiddle_keepsWhatIsBeforeIt() throws Exception {
        ask("one", "two", "three");

        assertThat(rewind(1).path("rewound").booleanValue()).isTrue();
        assertThat(conversationAfter("next")).containsExactly("user: one", "assistant: Hello world", "user: next");
    }

    /** Why an answer of the CLI's to it is never logged or passed on. */
    @Test
    void rewind_isAnsweredWithWhatTheUserHadSaid() throws Exception {
        ask("a secret");

        assertThat(rewind(0).path("prefillText").asText()).isEqualTo("a secret");
    }

    // refusals

    /** Why only {@code rewound} counts: each of them is a success. */
    @ParameterizedTest
    @CsvSource({"1, , stale_target", "1, 1, unseen_later_turn", "9, 2, target_not_found"})
    void rewind_thatIsRefused_isASuccessThatSaysWhy(int target, Integer last, String reason) throws Exception {
        ask("one", "two", "three");
        lines.add(uuid());
        String line = target < 3 ? lines.get(target) : uuid();
        ObjectNode rewind = CliLines.rewind("rewind", line, last == null ? "" : lines.get(last));
        if (last == null) {
            rewind.withObject("/request").remove("last_seen_user_message_uuid");
        }
        cli.send(rewind);
        JsonNode response = answered(cli, "rewind");

        assertThat(response.path("subtype").asText()).isEqualTo("success");
        assertThat(response.at("/response/rewound").booleanValue()).isFalse();
        assertThat(response.at("/response/reason").asText()).isEqualTo(reason);
        assertThat(conversationAfter("next")).hasSize(7);
    }

    /** Why such a line is no place to go back to. */
    @Test
    void rewind_toALineWithAToolsResult_isRefused() throws Exception {
        ask("one");
        ObjectNode call = message("assistant", "I call.");
        call.withArray("/content")
                .addObject()
                .put("type", "tool_use")
                .put("id", "toolu_1")
                .put("name", "find")
                .putObject("input");
        cli.send(CliLines.assistant(call), line(result("toolu_1"), true));
        result(cli);

        assertThat(rewind(1).path("reason").asText()).isEqualTo("target_splits_tool_call");
    }

    /** Why a rewind is asked for again. */
    @Test
    void rewind_whileALineIsQueued_isRefusedAsTooEarly() throws Exception {
        cli.send(line(message("user", "[[pause]]"), true));
        requesting(cli);
        cli.send(line(message("user", "two"), true));

        assertThat(rewind(0).path("reason").asText()).isEqualTo("commands_queued");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void rewind_thatComesWithTheLineItGoesBackTo_leavesNothing(boolean query) throws Exception {
        cli.send(line(message("user", "one"), query), CliLines.rewind("rewind", lines.get(0), lines.get(0)));

        assertThat(answered(cli, "rewind").at("/response/rewound").booleanValue())
                .isTrue();
        assertThat(conversationAfter("next")).containsExactly("user: next");
    }

    // lines

    /** Why each line has a new one. */
    @Test
    void line_whoseUuidWasSeenBefore_isDroppedWithoutAWord() throws Exception {
        ask("one", "two");
        rewind(0);
        seen.clear();
        cli.send(CliLines.user(message("user", "again"), lines.get(0), true));
        atRest(cli);

        assertThat(conversationAfter("next")).containsExactly("user: next");
        assertThat(seen).filteredOn(type("result")).hasSize(1);
    }

    @Test
    void line_ofThePast_isTakenUpWithTheModelsNameAndWithoutACall() throws Exception {
        cli.send(line(message("user", "one"), false));
        result(cli);

        assertThat(seen)
                .filteredOn(line -> line.path("subtype").asText().equals("init"))
                .extracting(line -> line.path("model").asText())
                .containsExactly(MODEL);
        assertThat(api.turns()).isEmpty();
    }

    // a turn that runs

    /** Whoever waits for the answer to the rewind has passed over all that the turn said. */
    @ParameterizedTest
    @ValueSource(strings = {"[[pause]]", "[[silent]]", "[[status 429 33]]"})
    void rewind_whileATurnRuns_isAnsweredAfterTheTurnsResult(String question) throws Exception {
        ask("one");
        for (int i = 0; i < 20; i++) {
            cli.send(line(message("user", question), true));
            requesting(cli);
            seen.clear();
            int line = lines.size() - 1;
            JsonNode answer = rewind(line);
            while (answer.path("reason").asText().matches("commands_queued|turn_running")) {
                answer = rewind(line);
            }

            assertThat(answer.path("rewound").booleanValue()).as("%s", answer).isTrue();
            assertThat(seen).filteredOn(type("result")).hasSize(1);
            lines.remove(line);
        }
        atRest(cli);
        assertThat(seen).filteredOn(type("result")).hasSize(1);
        assertThat(conversationAfter("next")).hasSize(3);
    }

    @Test
    void rewind_whileACallIsHeld_takesItBackAndALateAnswerDoesNothing() throws Exception {
        ClientTools tools = ClientTools.named(List.of("find"));
        cli.answerWith(tools::answer);
        cli.send(CliLines.servers(true));
        api.answerNext(
                new ScriptedAnswer().toolUse("toolu_1", "find", List.of("{}")).end("tool_use"));
        cli.send(line(message("user", "find"), true));
        JsonNode call = call(cli);
        assertThat(rewind(0).path("rewound").booleanValue()).isTrue();
        HeldCalls held = new HeldCalls();
        held.called(new CliEvent.Asked(call.path("request_id").asText(), call.path("request")));
        ObjectNode late = Json.object();
        late.putArray("content").addObject().put("type", "text").put("text", "late");
        cli.send(held.answer("toolu_1", late));
        atRest(cli);

        assertThat(seen)
                .anyMatch(line -> line.at("/request/message/method").asText().equals("notifications/cancelled"));
        assertThat(api.turns()).hasSize(1);
        assertThat(conversationAfter("next")).containsExactly("user: next");
    }

    // how a conversation is told

    private void ask(String... questions) throws Exception {
        for (String question : questions) {
            cli.send(line(message("user", question), true));
            result(cli);
        }
    }

    private ObjectNode line(ObjectNode message, boolean query) {
        lines.add(uuid());
        return CliLines.user(message, lines.get(lines.size() - 1), query);
    }

    private JsonNode rewind(int line) throws Exception {
        cli.send(CliLines.rewind("rewind", lines.get(line), lines.get(lines.size() - 1)));
        return answered(cli, "rewind").path("response");
    }

    private List<String> conversationAfter(String question) throws Exception {
        cli.send(question(question));
        result(cli);
        return api.lastTurn().conversation();
    }

    private static ObjectNode result(String toolUse) {
        ObjectNode message = Json.object().put("role", "user");
        message.putArray("content")
                .addObject()
                .put("type", "tool_result")
                .put("tool_use_id", toolUse)
                .put("content", "found");
        return message;
    }
}
