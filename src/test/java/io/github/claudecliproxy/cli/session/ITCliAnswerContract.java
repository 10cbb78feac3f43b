package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.Events;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Of the CLI, what becomes of tools, of answers and of their failures. */
class ITCliAnswerContract extends CliContract {
    // tools

    @Test
    void extraBody_withToolDefinitions_arrivesWithKeysAndStringsAsWritten() throws Exception {
        String tools =
                "[{\"name\":\"z.find\",\"strict\":false,\"input_schema\":{\"type\":\"object\",\"required\":[\"b\",\"a\"],"
                        + "\"properties\":{\"z\":{\"type\":\"string\",\"description\":\"é中 \\\"x\\\"\\n\\u0001\"},"
                        + "\"b\":{\"const\":9007199254740991},\"a\":{\"default\":0.1}}},"
                        + "\"description\":\"" + "long ".repeat(2_000) + "\"}]";

        assertThat(arrived(tools)).isEqualTo(tools);
    }

    /** The CLI reads JSON as JavaScript does: this is what clients are told that they cannot have. */
    @ParameterizedTest
    @CsvSource({
        "'{\"n\":9007199254740993}', '{\"n\":9007199254740992}'",
        "'{\"n\":1.0}', '{\"n\":1}'",
        "'{\"b\":1,\"10\":2,\"9\":3}', '{\"9\":3,\"10\":2,\"b\":1}'"
    })
    void extraBody_withWhatJavaScriptCannotKeep_arrivesChanged(String sent, String received) throws Exception {
        String tool = "[{\"name\":\"t\",\"input_schema\":{\"type\":\"object\",\"x\":%s}}]";

        assertThat(arrived(tool.formatted(sent))).isEqualTo(tool.formatted(received));
    }

    /** The API's tools, written by the same hand as what went to the CLI. */
    private String arrived(String tools) throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), extraBody("{\"tools\":" + tools + "}"), question("hello"));
        result(cli);
        return new String(Json.bytes(api.lastTurn().body().path("tools")), StandardCharsets.UTF_8);
    }

    @Test
    void toolCall_withAnAlias_isHandedToUsAndWaitedFor() throws Exception {
        DrivenCli cli = cli(kind());
        ClientTools tools = ClientTools.named(List.of("get.weather"));
        api.answerNext(toolUse("get.weather"));
        cli.send(CliLines.initialize(List.of()), tool("get.weather"), question("how is it?"));
        JsonNode call =
                cli.await(line -> line.at("/request/message/method").asText().equals("tools/call"), seen);

        assertThat(call.at("/request/server_name").asText()).isEqualTo("client");
        assertThat(call.at("/request/message/params/name").asText()).isEqualTo("t0");
        assertThat(call.at("/request/message/params/_meta")
                        .path("claudecode/toolUseId")
                        .asText())
                .isEqualTo("toolu_1");
        cli.send(CliLines.question("list_models"));
        cli.await(line -> line.at("/response/request_id").asText().equals("list_models"), seen);
        assertThat(api.turns()).hasSize(1);
    }

    /** Why there are aliases. */
    @Test
    void toolCall_withoutAnAlias_isAnsweredByTheCliItself() throws Exception {
        DrivenCli cli = cli(kind());
        ObjectNode initialize = CliLines.initialize(List.of());
        initialize.withObject("/request").remove("toolAliases");
        api.answerNext(toolUse("get.weather"));
        cli.send(initialize, tool("get.weather"), question("how is it?"));
        result(cli);

        assertThat(api.turns()).hasSize(2);
        assertThat(api.lastTurn().body().path("messages").toString()).contains("No such tool");
    }

    // the end of an answer

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "refusal"})
    void answer_thatIsNotWhole_withABudgetIsTheOnlyOne(String stopReason) throws Exception {
        assertThat(callsAfter(stopReason, true)).isEqualTo(1);
    }

    /** Why there is a budget. */
    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "refusal"})
    void answer_thatIsNotWhole_withoutABudgetIsGoneOnWith(String stopReason) throws Exception {
        assertThat(callsAfter(stopReason, false)).isEqualTo(2);
    }

    private int callsAfter(String stopReason, boolean oneTurn) throws Exception {
        environment.remove("CLAUDE_CODE_DISABLE_REFUSAL_RETRY"); // as the product does where there is a budget
        DrivenCli cli = cli(new DrivenCli.Kind(MODEL, oneTurn));
        cli.send(initialize(), question("[[stop " + stopReason + "]]"));
        result(cli);
        return api.turns().size();
    }

    @Test
    void budget_withAttachmentsDisabled_isNotToldToTheModel() throws Exception {
        assertThat(opusRequest()).doesNotContain("USD budget");
    }

    /** Why attachments are disabled. */
    @Test
    void budget_withAttachments_isToldToTheModel() throws Exception {
        environment.remove("CLAUDE_CODE_DISABLE_ATTACHMENTS");

        assertThat(opusRequest()).contains("USD budget");
    }

    private String opusRequest() throws Exception {
        DrivenCli cli = cli(new DrivenCli.Kind("claude-opus-5-5", true));
        cli.send(initialize(), question("hello"));
        result(cli);
        return api.turns().get(0).body().toString();
    }

    // failures

    @Test
    void api429_withRetryAfter_isPrintedAsARetryThatWaitsSoLong() throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), question("[[status 429 33]]"));
        JsonNode retry = cli.await(line -> line.path("subtype").asText().equals("api_retry"), seen);

        assertThat(retry.path("error_status").asInt()).isEqualTo(429);
        assertThat(retry.path("retry_delay_ms").asLong()).isBetween(33_000L, 60_000L);
        assertThat(api.turns()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[cut]]", "[[fail]]"})
    void stream_thatBreaksOff_neverShowsAStopReason(String how) throws Exception {
        assertThat(stopReasons(how)).allMatch(String::isEmpty);
        assertThat(seen).anyMatch(line -> line.path("is_api_error_message").asBoolean());
        assertThat(api.turns()).allMatch(turn -> turn.body().path("stream").asBoolean());
    }

    /** The CLI asks again even in mid-answer; the first retry line is where we end it. */
    @Test
    void stream_whoseConnectionIsLost_showsARetryBeforeTheNextAnswer() throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), question("[[cut]]"));
        cli.await(line -> line.path("subtype").asText().equals("api_retry"), seen);

        assertThat(events("message_start")).hasSize(1);
        assertThat(events("message_stop")).as("as if all were well").hasSize(1);
        assertThat(events("message_delta")).isEmpty();
    }

    /** Why the fallback is disabled. */
    @Test
    void stream_thatBreaksOff_withTheFallbackIsAskedForAgainWithoutStreaming() throws Exception {
        environment.remove("CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK");
        stopReasons("[[fail]]");

        assertThat(api.turns()).anyMatch(turn -> !turn.body().path("stream").asBoolean());
    }

    private List<String> stopReasons(String how) throws Exception {
        DrivenCli cli = cli(kind());
        cli.send(initialize(), question(how));
        result(cli);
        return events("message_delta").stream()
                .map(event -> event.at("/delta/stop_reason").asText(""))
                .toList();
    }

    /** The API's events of this type that the CLI has relayed. */
    private List<JsonNode> events(String type) {
        return seen.stream().map(line -> line.path("event")).filter(type(type)).toList();
    }

    @Test
    void turn_withoutALogin_failsAsAuthenticationWithoutAStatus() throws Exception {
        environment.remove("ANTHROPIC_API_KEY");
        DrivenCli cli = cli(kind());
        cli.send(initialize(), question("hello"));
        JsonNode said = cli.await(line -> line.path("type").asText().equals("assistant"), seen);

        assertThat(said.path("is_api_error_message").asBoolean()).isTrue();
        assertThat(said.path("error").asText()).isEqualTo("authentication_failed");
        assertThat(said.path("api_error_status").isNumber()).isFalse();
        assertThat(api.turns()).isEmpty();
    }

    private static ObjectNode tool(String name) {
        return extraBody("{\"tools\":[{\"name\":\"" + name + "\",\"input_schema\":{\"type\":\"object\"}}]}");
    }

    private static List<ObjectNode> toolUse(String name) {
        ObjectNode block = Json.object().put("type", "content_block_start").put("index", 0);
        block.putObject("content_block")
                .put("type", "tool_use")
                .put("id", "toolu_1")
                .put("name", name)
                .putObject("input");
        ObjectNode input = Json.object().put("type", "content_block_delta").put("index", 0);
        input.putObject("delta").put("type", "input_json_delta").put("partial_json", "{}");
        return List.of(
                Events.messageStart(MODEL),
                block,
                input,
                Events.blockStop(),
                Events.messageDelta("tool_use"),
                Events.messageStop());
    }
}
