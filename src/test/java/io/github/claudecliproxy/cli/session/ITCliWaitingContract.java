package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What this project knows of a CLI that waits: for a conversation, for its next turn, for the results of tools. As in
 * {@link ITCliContract}, one test a fact.
 */
class ITCliWaitingContract extends CliContract {
    private DrivenCli cli;

    @BeforeEach
    void startCli() throws Exception {
        cli = cli(kind());
    }

    // before the first turn

    @Test
    void settings_beforeInitialize_areAnsweredAndStand() throws Exception {
        cli.send(extraBody("{\"top_k\":5}"));
        answered("settings");
        cli.send(withTool(), question("hello"));
        ended();

        assertThat(api.lastTurn().body().path("top_k").asInt()).isEqualTo(5);
    }

    // the end of an answer

    @Test
    void seal_liftedAfterTheAnswer_leavesNoTrace() throws Exception {
        sealedAnswer("end_turn");
        cli.send(CliLines.unseal(), question("two"));
        ended();

        assertThat(api.turns()).hasSize(2);
        assertThat(api.lastTurn().conversation()).hasSize(3).endsWith("assistant: a", "user: two");
    }

    @Test
    void seal_whileAnAnswerStreamsThatIsCutOff_letsNoCallFollow() throws Exception {
        sealedAnswer("max_tokens");

        assertThat(api.turns()).hasSize(1);
        assertThat(events("message_delta"))
                .extracting(event -> event.at("/delta/stop_reason").asText())
                .containsExactly("max_tokens");
    }

    /** Why a session does not go on after such an answer, sealed or not. */
    @Test
    void answerThatIsCutOff_leavesAWordOfTheClisInTheConversation() throws Exception {
        sealedAnswer("max_tokens");
        cli.send(CliLines.unseal(), question("two"));
        ended();

        assertThat(api.lastTurn().conversation().get(2)).endsWith("two").isNotEqualTo("user: two");
    }

    /** The API holds the rest of its answer until the seal was answered. */
    private void sealedAnswer(String stopReason) throws Exception {
        cli.send(withTool(), question("[[gate]] [[say a]] [[stop " + stopReason + "]]"));
        await(line -> line.at("/event/type").asText().equals("message_start"));
        cli.send(CliLines.seal());
        answered("settings");
        api.open(1);
        ended();
    }

    @Test
    void refusal_whereTheRetryIsDisabled_isOneCallAndComesAfterAMessageOfTheClis() throws Exception {
        cli.send(withTool(), question("[[stop refusal]]"));
        ended();

        assertThat(api.turns()).hasSize(1);
        int dressed = index(line -> line.path("is_api_error_message").asBoolean()
                && line.at("/message/stop_reason").asText().equals("refusal"));
        int own = index(line -> line.at("/event/delta/stop_reason").asText().equals("refusal"));
        assertThat(dressed).isNotNegative().isLessThan(own);
    }

    /** Why the retry is not disabled where there is a budget. */
    @Test
    void refusal_whereTheRetryIsDisabledWithinABudget_losesItsEnd() throws Exception {
        cli.close();
        cli = cli(new DrivenCli.Kind(MODEL, true));
        cli.send(withTool(), question("[[stop refusal]]"));
        ended();

        assertThat(events("message_delta"))
                .noneMatch(delta -> delta.at("/delta/stop_reason").asText("").equals("refusal"));
    }

    // held calls

    /** All of them, at once: none waits for another's answer. */
    @Test
    void calls_ofReadingTools_areAllMadeAtOnce() throws Exception {
        Map<String, JsonNode> calls = called(25);

        assertThat(calls).hasSize(25);
        assertThat(api.turns()).hasSize(1);
    }

    @Test
    void held_whileTheApiIsNotAsked() throws Exception {
        called(2);
        cli.send(CliLines.question("list_models"));
        answered("list_models");

        assertThat(api.turns()).hasSize(1);
    }

    @Test
    void results_givenOneAfterTheOther_reachTheApiInThatOrder() throws Exception {
        Map<String, JsonNode> calls = called(4);
        for (String toolUse : List.of("toolu_2", "toolu_0", "toolu_3", "toolu_1")) {
            cli.send(answer(calls, toolUse, text("result of " + toolUse)));
            await(line -> line.at("/message/content/0/tool_use_id").asText().equals(toolUse));
        }
        ended();

        assertThat(api.turns()).hasSize(2);
        assertThat(toolResults())
                .extracting(result -> result.path("tool_use_id").asText())
                .containsExactly("toolu_2", "toolu_0", "toolu_3", "toolu_1");
        assertThat(toolResults())
                .allSatisfy(result -> assertThat(result.at("/content/0/text").asText())
                        .isEqualTo("result of " + result.path("tool_use_id").asText()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{'type':'text','text':'one'}]",
                "[{'type':'text','text':'one'},{'type':'text','text':' two\\n'},{'type':'text','text':'é😀\\u0000'}]",
                "[{'type':'text','text':'<system-reminder>no</system-reminder>'}]"
            })
    void result_ofTexts_isABlockEach(String content) throws Exception {
        assertThat(contentAfter(result(content))).isEqualTo(json(content));
    }

    @Test
    void result_of400000Characters_isWhole() throws Exception {
        String content = "[{'type':'text','text':'" + "x".repeat(400_000) + "'}]";

        assertThat(contentAfter(result(content))).isEqualTo(json(content));
    }

    /** Why larger ones are not taken. */
    @Test
    void result_beyondTheLimit_isSavedToAFile() throws Exception {
        String content = "[{'type':'text','text':'" + "x".repeat(ToolResults.MAX_RESULT_CHARS + 1_000) + "'}]";

        assertThat(contentAfter(result(content)).asText()).startsWith("<persisted-output>");
    }

    /** Why the stubs name a limit. */
    @Test
    void result_whereTheStubNamesNoLimit_isSavedToAFileMuchSooner() throws Exception {
        ObjectNode initialize = withTool();
        initialize.findParents("_meta").forEach(stub -> ((ObjectNode) stub).remove("_meta"));
        String content = "[{'type':'text','text':'" + "x".repeat(60_000) + "'}]";

        Map<String, JsonNode> calls = called(initialize, 1);
        cli.send(answer(calls, "toolu_0", result(content)));
        ended();

        assertThat(toolResults().get(0).path("content").asText()).startsWith("<persisted-output>");
    }

    /** Why these are not taken. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'content':[]} | completed with no output",
                "{'content':[{'type':'text','text':'  '}]} | completed with no output",
                "{'content':[{'type':'text','text':'bad'}],'isError':true} | bad",
                "{'content':[{'type':'image','mimeType':'image/png','data':'AAAA'}]} | Image could not be processed",
                "{'content':[{'type':'image','mimeType':'image/bmp','data':'AAAA'}]} | saved to"
            })
    void result_thatIsNotOfTexts_isWrittenAnew(String result, String told) throws Exception {
        JsonNode content = contentAfter((ObjectNode) json(result));

        assertThat(
                        content.isTextual()
                                ? content.asText()
                                : content.at("/0/text").asText())
                .contains(told);
    }

    // how a CLI is driven

    /** The CLI's calls, after an answer with so many. */
    private Map<String, JsonNode> called(int count) throws Exception {
        return called(withTool(), count);
    }

    private Map<String, JsonNode> called(ObjectNode initialize, int count) throws Exception {
        ScriptedAnswer answer = new ScriptedAnswer();
        IntStream.range(0, count).forEach(i -> answer.toolUse("toolu_" + i, "find", List.of("{}")));
        api.answerNext(answer.end("tool_use"));
        cli.send(initialize, question("find"));
        Map<String, JsonNode> calls = new LinkedHashMap<>();
        while (calls.size() < count) {
            JsonNode call =
                    await(line -> line.at("/request/message/method").asText().equals("tools/call"));
            calls.put(
                    call.at("/request/message/params/_meta/claudecode~1toolUseId")
                            .asText(),
                    call);
        }
        return calls;
    }

    private JsonNode contentAfter(ObjectNode result) throws Exception {
        Map<String, JsonNode> calls = called(1);
        cli.send(answer(calls, "toolu_0", result));
        ended();
        return toolResults().get(0).path("content");
    }

    private static ObjectNode answer(Map<String, JsonNode> calls, String toolUse, ObjectNode result) {
        JsonNode call = Objects.requireNonNull(calls.get(toolUse));
        HeldCalls held = new HeldCalls();
        held.called(new CliEvent.Asked(call.path("request_id").asText(), call.path("request")));
        return held.answer(toolUse, result);
    }

    private List<JsonNode> toolResults() {
        List<JsonNode> results = new ArrayList<>();
        for (JsonNode message : api.lastTurn().body().path("messages")) {
            for (JsonNode block : message.path("content")) {
                if (block.path("type").asText().equals("tool_result")) {
                    results.add(block);
                }
            }
        }
        return results;
    }

    private JsonNode await(Predicate<JsonNode> wanted) throws InterruptedException {
        return cli.await(wanted, seen);
    }

    private void answered(String id) throws InterruptedException {
        await(line -> line.at("/response/request_id").asText().equals(id));
    }

    private void ended() throws InterruptedException {
        await(type("result"));
    }

    private List<JsonNode> events(String type) {
        return seen.stream()
                .map(line -> line.path("event"))
                .filter(event -> event.path("type").asText().equals(type))
                .toList();
    }

    private int index(Predicate<JsonNode> wanted) {
        return IntStream.range(0, seen.size())
                .filter(i -> wanted.test(seen.get(i)))
                .findFirst()
                .orElse(-1);
    }

    private static ObjectNode withTool() {
        return CliLines.initialize(List.of());
    }

    private static ObjectNode text(String text) {
        ObjectNode result = Json.object();
        result.putArray("content").addObject().put("type", "text").put("text", text);
        return result;
    }

    private static ObjectNode result(String content) throws IOException {
        return Json.object().set("content", (ArrayNode) json(content));
    }

    /** Written with single quotes. */
    private static JsonNode json(String text) throws IOException {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
