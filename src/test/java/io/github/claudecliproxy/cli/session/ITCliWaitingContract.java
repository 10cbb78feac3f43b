package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.ClientTools;
import io.github.claudecliproxy.cli.protocol.HeldCalls;
import io.github.claudecliproxy.cli.protocol.ToolResults;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
    private static final String LONGEST_ERROR = "the longest";
    private static final ClientTools TOOLS = ClientTools.named(List.of("find"));

    private DrivenCli cli;

    @BeforeEach
    void startCli() throws Exception {
        cli = cli();
        cli.answerWith(TOOLS::answer);
    }

    // before the first turn

    @Test
    void settings_beforeInitialize_areAnsweredAndStand() throws Exception {
        cli.send(extraBody("{\"top_k\":5}"));
        answered(cli, "settings");
        cli.send(initialize(), question("hello"));
        ended();

        assertThat(api.lastTurn().body().path("top_k").asInt()).isEqualTo(5);
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
        atRest(cli);

        assertThat(api.turns()).hasSize(1);
    }

    @Test
    void results_givenOneAfterTheOther_reachTheApiInThatOrder() throws Exception {
        Map<String, JsonNode> calls = called(4);
        for (String toolUse : List.of("toolu_2", "toolu_0", "toolu_3", "toolu_1")) {
            cli.send(answer(calls, toolUse, text("result of " + toolUse)));
            cli.await(line -> line.at("/message/content/0/tool_use_id").asText().equals(toolUse), seen);
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
        cli.answerWith(request -> TOOLS.answer(request).map(answer -> {
            answer.findParents("_meta").forEach(stub -> ((ObjectNode) stub).remove("_meta"));
            return answer;
        }));
        String content = "[{'type':'text','text':'" + "x".repeat(60_000) + "'}]";

        assertThat(contentAfter(result(content)).asText()).startsWith("<persisted-output>");
    }

    /** Why these are not taken. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'content':[]} | completed with no output",
                "{'content':[{'type':'text','text':'  '}]} | completed with no output",
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

    /** Why these are not taken: blanks are taken from an error's ends, and its texts are joined. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | 'Unknown error'",
                "[{'type':'text','text':'a\\n'}] | 'a'",
                "[{'type':'text','text':'\\u00a0a\\ufeff'}] | 'a'",
                "[{'type':'text','text':'a'},{'type':'text','text':'b'}] | 'a\\nb'"
            })
    void result_thatIsAnOddError_isWrittenAnew(String content, String told) throws Exception {
        assertThat(contentAfter(result(content).put("isError", true))).isEqualTo(json(told));
    }

    /** Why longer ones are not taken. */
    @Test
    void result_thatIsALongError_isCutInTheMiddle() throws Exception {
        ObjectNode result = text("x".repeat(ToolResults.MAX_ERROR_CHARS * 2)).put("isError", true);

        assertThat(contentAfter(result).asText()).contains("characters truncated");
    }

    /** The API takes a text for one block of it, so an error of one text is taken. */
    @ParameterizedTest
    @ValueSource(strings = {"bad", "Error: <tool_use_error>no</tool_use_error>", "é\r\n\u0000\n\n  é", LONGEST_ERROR})
    void result_thatIsAnErrorOfOneText_arrivesAsThatText(String written) throws Exception {
        String text = written.equals(LONGEST_ERROR) ? "x".repeat(ToolResults.MAX_ERROR_CHARS) : written;
        JsonNode content = contentAfter(text(text).put("isError", true));

        assertThat(content).isEqualTo(TextNode.valueOf(text));
        assertThat(toolResults().get(0).path("is_error").asBoolean()).isTrue();
    }

    // how a CLI is driven

    /** The CLI's calls, after an answer with so many. */
    private Map<String, JsonNode> called(int count) throws Exception {
        ScriptedAnswer answer = new ScriptedAnswer();
        IntStream.range(0, count).forEach(i -> answer.toolUse("toolu_" + i, "find", List.of("{}")));
        api.answerNext(answer.end("tool_use"));
        cli.send(initialize(), CliLines.servers(true), question("find"));
        Map<String, JsonNode> calls = new LinkedHashMap<>();
        while (calls.size() < count) {
            JsonNode call = call(cli);
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

    private void ended() throws Exception {
        result(cli);
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
