package io.github.claudecliproxy.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.openai.Answered;
import io.github.claudecliproxy.openai.ModelAliases;
import io.github.claudecliproxy.testing.JsonText;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same answer as one response and as events. */
class ResponseEventsTest {
    private static final long NOW = 1_700_000_000;
    private static final Answered CALLS = new Answered(new ScriptedAnswer()
            .thinking("hm", "sig")
            .text("I look.")
            .toolUse("toolu_1", "get_weather", List.of("", "{\"city\":", "\"Rome\"}"))
            .end("tool_use"));
    private final StoredResponses stored = new StoredResponses(1_000_000);

    @Test
    void response_hasItsOutputAndRepeatsWhatWasAsked() throws Exception {
        ObjectNode response = response(
                        "{'model':'claude-sonnet-5','input':'hi','instructions':'be brief','metadata':{'a':'b'},"
                                + "'include':['reasoning.encrypted_content'],'max_output_tokens':9,'user':null}")
                .whole(CALLS.whole());

        assertThat(response.path("status").asText()).isEqualTo("completed");
        assertThat(response.path("object").asText()).isEqualTo("response");
        assertThat(response.path("created_at").asLong()).isEqualTo(NOW);
        assertThat(response.path("instructions").asText()).isEqualTo("be brief");
        assertThat(response.path("metadata")).isEqualTo(JsonText.parseQuoted("{'a':'b'}"));
        assertThat(response.path("max_output_tokens").asInt()).isEqualTo(9);
        assertThat(response.path("user").isNull()).isTrue();
        assertThat(response.path("store").asBoolean()).isTrue();
        assertThat(JsonText.of(response.path("usage")))
                .isEqualTo(("{'input_tokens':32,'input_tokens_details':{'cached_tokens':4,'cache_write_tokens':3},"
                                + "'output_tokens':12,'output_tokens_details':{'reasoning_tokens':0},'total_tokens':44}")
                        .replace('\'', '"'));
        ArrayNode output = response.withArray("/output");
        assertThat(Reasoning.decoded(output.at("/0/encrypted_content").asText()).orElseThrow())
                .isEqualTo(JsonText.parseQuoted("{'type':'thinking','thinking':'hm','signature':'sig'}"));
        ((ObjectNode) output.get(0)).remove("encrypted_content");
        assertThat(output)
                .isEqualTo(JsonText.parseQuoted("[{'id':'rs_1_0','type':'reasoning','summary':[{'type':'summary_text',"
                        + "'text':'hm'}]},{'id':'msg_1_1','type':'message','status':'completed','role':'assistant',"
                        + "'content':[{'type':'output_text','text':'I look.','annotations':[],'logprobs':[]}]},"
                        + "{'id':'fc_1_2','type':'function_call','status':'completed','call_id':'toolu_1',"
                        + "'name':'get_weather','arguments':'{\\\"city\\\":\\\"Rome\\\"}'}]"));
    }

    @Test
    void events_areAllThereInOrder() throws Exception {
        List<ObjectNode> events = CALLS.through(new ResponseEvents(response("{'model':'m','input':'hi'}"))::of);

        assertThat(events)
                .extracting(event -> event.path("type").asText().substring("response.".length()))
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added",
                        "reasoning_summary_part.added",
                        "reasoning_summary_text.delta",
                        "reasoning_summary_text.done",
                        "reasoning_summary_part.done",
                        "output_item.done",
                        "output_item.added",
                        "content_part.added",
                        "output_text.delta",
                        "output_text.done",
                        "content_part.done",
                        "output_item.done",
                        "output_item.added",
                        "function_call_arguments.delta",
                        "function_call_arguments.delta",
                        "function_call_arguments.done",
                        "output_item.done",
                        "completed");
        assertThat(events)
                .extracting(event -> event.path("sequence_number").asInt(-1))
                .isEqualTo(IntStream.range(0, events.size()).boxed().toList());
        JsonNode whole = events.get(events.size() - 1).path("response");
        assertThat(whole).isEqualTo(response("{'model':'m','input':'hi'}").whole(CALLS.whole()));
        List<JsonNode> done = events.stream()
                .filter(event -> event.path("type").asText().endsWith("output_item.done"))
                .map(event -> event.path("item"))
                .toList();
        assertThat(whole.path("output")).containsExactlyElementsOf(done);
        assertThat(events.get(15).path("item_id").asText()).isEqualTo("fc_1_2");
        assertThat(events.get(15).path("output_index").asInt()).isEqualTo(2);
        assertThat(events.get(0).at("/response/status").asText()).isEqualTo("in_progress");
        assertThat(events.get(2).at("/item/encrypted_content").isMissingNode()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, completed, ",
        "max_tokens, incomplete, max_output_tokens",
        "refusal, incomplete, content_filter"
    })
    void stopReason_isAStatus(String stopReason, String status, String reason) throws Exception {
        Answered answer = new Answered(new ScriptedAnswer().text("x").end(stopReason));

        List<ObjectNode> events = answer.through(new ResponseEvents(response("{'model':'m','input':'hi'}"))::of);

        JsonNode last = events.get(events.size() - 1);
        assertThat(last.path("type").asText()).isEqualTo("response." + status);
        assertThat(last.at("/response/status").asText()).isEqualTo(status);
        assertThat(last.at("/response/incomplete_details/reason").textValue()).isEqualTo(reason);
    }

    @Test
    void blockThatOpenAiHasNoItemFor_isLeftOut() throws Exception {
        ScriptedAnswer answer = new ScriptedAnswer().text("x");
        List<ObjectNode> events = answer.end("end_turn");
        events.get(1).withObject("/content_block").put("type", "server_tool_use");

        List<ObjectNode> made =
                new Answered(events).through(new ResponseEvents(response("{'model':'m','input':'hi'}"))::of);

        assertThat(made)
                .extracting(event -> event.path("type").asText())
                .containsExactly("response.created", "response.in_progress", "response.completed");
        assertThat(made.get(2).at("/response/output")).isEmpty();
    }

    @Test
    void callOfAFunctionInANamespace_hasBothNames() throws Exception {
        List<ObjectNode> events = new ScriptedAnswer()
                .toolUse("toolu_1", "agents__spawn", List.of("{}"))
                .end("tool_use");
        ResponseObject response = response("{'model':'m','input':'hi','tools':[{'type':'namespace','name':'agents',"
                + "'tools':[{'type':'function','name':'spawn'}]}]}");

        JsonNode item = response.whole(new Answered(events).whole()).at("/output/0");

        assertThat(item.path("namespace").asText()).isEqualTo("agents");
        assertThat(item.path("name").asText()).isEqualTo("spawn");
        assertThat(item.path("status").asText()).isEqualTo("completed");
    }

    @Test
    void callOfACustomTool_hasItsText() throws Exception {
        Answered answer = new Answered(new ScriptedAnswer()
                .toolUse("toolu_1", "patch", List.of("{\"in", "put\": \"a\\nb\"}"))
                .end("tool_use"));
        ResponseObject response = response("{'model':'m','input':'hi','tools':[{'type':'custom','name':'patch'}]}");

        List<ObjectNode> events = answer.through(new ResponseEvents(response)::of);

        assertThat(events)
                .extracting(event -> event.path("type").asText().substring("response.".length()))
                .containsExactly(
                        "created",
                        "in_progress",
                        "output_item.added",
                        "custom_tool_call_input.delta",
                        "custom_tool_call_input.done",
                        "output_item.done",
                        "completed");
        assertThat(events.get(3).path("delta").asText()).isEqualTo("a\nb");
        assertThat(events.get(6).at("/response/output/0"))
                .isEqualTo(JsonText.parseQuoted("{'id':'ctc_1_0','type':'custom_tool_call','status':'completed',"
                        + "'input':'a\\nb','call_id':'toolu_1','name':'patch'}"));
    }

    @Test
    void callThatWasCutOff_isIncomplete() throws Exception {
        List<ObjectNode> events = new ScriptedAnswer()
                .toolUse("toolu_1", "f", List.of("{\"a\": \"b"))
                .end("max_tokens");

        JsonNode item = response("{'model':'m','input':'hi'}")
                .whole(new Answered(events).whole())
                .at("/output/0");

        assertThat(item.path("status").asText()).isEqualTo("incomplete");
        assertThat(item.path("arguments").asText()).isEqualTo("{\"a\": \"b");
    }

    @Test
    void failureAfterSomeOutput_hasWhatWasFinished() throws Exception {
        ResponseEvents translation = new ResponseEvents(response("{'model':'m','input':'hi'}"));
        List<ObjectNode> begun = CALLS.events().subList(0, 7); // the text is not finished
        MessageAccumulator gathered = new MessageAccumulator();
        new Answered(begun).through(translation::of);

        List<ObjectNode> events = translation.failed(ApiError.of(ErrorType.OVERLOADED, "busy"), gathered);

        assertThat(events).hasSize(1);
        assertThat(events.get(0).at("/response/output"))
                .extracting(item -> item.path("type").asText())
                .containsExactly("reasoning");
    }

    @Test
    void refusal_isAMessageThatSaysWhy() throws Exception {
        Answered answer = new Answered(new ScriptedAnswer().text("x").end("refusal"));
        answer.events().get(4).withObject("/delta").putObject("stop_details").put("explanation", "Not this.");

        List<ObjectNode> events = answer.through(new ResponseEvents(response("{'model':'m','input':'hi'}"))::of);

        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .contains("response.refusal.delta", "response.refusal.done");
        JsonNode whole = events.get(events.size() - 1).path("response");
        assertThat(whole.at("/output/1/content/0"))
                .isEqualTo(JsonText.parseQuoted("{'type':'refusal','refusal':'Not this.'}"));
        assertThat(whole.at("/incomplete_details/reason").asText()).isEqualTo("content_filter");
    }

    @Test
    void failure_isTheLastEvent() throws Exception {
        ResponseEvents translation = new ResponseEvents(response("{'model':'m','input':'hi'}"));

        List<ObjectNode> events =
                translation.failed(ApiError.of(ErrorType.RATE_LIMIT, "too many"), new MessageAccumulator());

        assertThat(events)
                .extracting(event -> event.path("type").asText())
                .containsExactly("response.created", "response.failed"); // the SDK wants the first one first
        JsonNode event = events.get(1);
        assertThat(event.at("/response/status").asText()).isEqualTo("failed");
        assertThat(event.at("/response/error"))
                .isEqualTo(JsonText.parseQuoted("{'code':'rate_limit_exceeded','message':'too many'}"));
    }

    private ResponseObject response(String request) throws Exception {
        return new ResponseObject(
                "resp_1",
                NOW,
                ResponsesRequest.of(
                        Json.bytes(JsonText.parseQuoted(request)), ModelAliases.NONE, stored.of("owner", 1_000_000)));
    }
}
