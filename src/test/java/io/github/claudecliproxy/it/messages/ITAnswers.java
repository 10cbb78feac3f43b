package io.github.claudecliproxy.it.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.Events;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.JsonText;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the API answers is what the client receives, event by event, through the real CLI, in one call. */
class ITAnswers {
    private static final String TOOLS = "\"tools\":[{\"name\":\"get.weather\",\"input_schema\":{\"type\":\"object\"}},"
            + "{\"name\":\"b\",\"input_schema\":{\"type\":\"object\"}}]";

    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofRealCli("CLAUDE_PROXY_IDLE_MS", "0");

    /** Rows: blocks with their deltas, a stop_reason, and the content that the client gets. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'text','text':''} ; {'type':'text_delta','text':'a'} ; {'type':'text_delta','text':'é😀'} | end_turn"
                        + " | [{'type':'text','text':'aé😀'}]",
                "{'type':'thinking','thinking':'','signature':''} ; {'type':'thinking_delta','thinking':'hm'} ;"
                        + " {'type':'signature_delta','signature':'sig=='} + {'type':'text','text':''} ;"
                        + " {'type':'text_delta','text':'b'} | end_turn"
                        + " | [{'type':'thinking','thinking':'hm','signature':'sig=='},{'type':'text','text':'b'}]",
                "{'type':'redacted_thinking','data':'xx'} + {'type':'text','text':''} ; {'type':'text_delta','text':'b'}"
                        + " | end_turn | [{'type':'redacted_thinking','data':'xx'},{'type':'text','text':'b'}]",
                "{'type':'text','text':'','citations':[]} ; {'type':'text_delta','text':'c'} ; {'type':'citations_delta',"
                        + "'citation':{'type':'char_location','cited_text':'x','document_index':0,'document_title':null,"
                        + "'start_char_index':0,'end_char_index':1}} | end_turn | [{'type':'text','text':'c','citations':"
                        + "[{'type':'char_location','cited_text':'x','document_index':0,'document_title':null,"
                        + "'start_char_index':0,'end_char_index':1}]}]",
                "{'type':'tool_use','id':'toolu_1','name':'get.weather','input':{}} ;"
                        + " {'type':'input_json_delta','partial_json':''} ;"
                        + " {'type':'input_json_delta','partial_json':'{\"city\":\"R'} ;"
                        + " {'type':'input_json_delta','partial_json':'ome\"}'} | tool_use"
                        + " | [{'type':'tool_use','id':'toolu_1','name':'get.weather','input':{'city':'Rome'}}]",
                "{'type':'text','text':''} ; {'type':'text_delta','text':'I look.'}"
                        + " + {'type':'tool_use','id':'toolu_1','name':'get.weather','input':{}} ;"
                        + " {'type':'input_json_delta','partial_json':'{}'}"
                        + " + {'type':'tool_use','id':'toolu_2','name':'b','input':{}} ;"
                        + " {'type':'input_json_delta','partial_json':'{\"x\":[1,null]}'} | tool_use"
                        + " | [{'type':'text','text':'I look.'},"
                        + "{'type':'tool_use','id':'toolu_1','name':'get.weather','input':{}},"
                        + "{'type':'tool_use','id':'toolu_2','name':'b','input':{'x':[1,null]}}]",
                "{'type':'text','text':''} ; {'type':'text_delta','text':'cut'} | max_tokens | [{'type':'text','text':'cut'}]",
                "{'type':'text','text':''} ; {'type':'text_delta','text':'no'} | refusal | [{'type':'text','text':'no'}]",
                "{'type':'text','text':''} ; {'type':'text_delta','text':'s'} | stop_sequence | [{'type':'text','text':'s'}]",
                "{'type':'text','text':''} ; {'type':'text_delta','text':'p'} | pause_turn | [{'type':'text','text':'p'}]",
                "{'type':'text','text':''} ; {'type':'text_delta','text':'w'} | model_context_window_exceeded"
                        + " | [{'type':'text','text':'w'}]",
                "{'type':'text','text':''} ; {'type':'text_delta','text':'t'} | reason_of_tomorrow"
                        + " | [{'type':'text','text':'t'}]"
            })
    void answer_arrivesAsTheApiGaveIt(String blocks, String stopReason, String content) throws Exception {
        List<ObjectNode> events = events(blocks, stopReason);
        int before = proxy.api().turns().size();

        proxy.api().answerNextInTime(events);
        HttpResponse<String> streamed = post(true);
        proxy.api().answerNextInTime(events);
        HttpResponse<String> plain = post(false);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> proxy.cli().processes().isEmpty());

        assertThat(data(streamed.body())).isEqualTo(events);
        JsonNode message = JsonText.parse(plain.body());
        assertThat(message.path("content")).isEqualTo(JsonText.parseQuoted(content));
        assertThat(message.path("stop_reason").asText()).isEqualTo(stopReason);
        assertThat(message.at("/usage/output_tokens").asInt()).isEqualTo(Events.OUTPUT_TOKENS);
        assertThat(proxy.api().turns()).hasSize(before + 2);
    }

    private static HttpResponse<String> post(boolean stream) throws Exception {
        return proxy.http()
                .post(
                        "/v1/messages",
                        "{\"model\":\"claude-sonnet-5\",\"max_tokens\":9,\"stream\":" + stream
                                + ",\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]," + TOOLS + "}");
    }

    private static List<ObjectNode> events(String blocks, String stopReason) {
        List<ObjectNode> events = new ArrayList<>(List.of(Events.messageStart("claude-sonnet-5")));
        String[] each = blocks.split(" \\+ ", -1);
        for (int index = 0; index < each.length; index++) {
            String[] parts = each[index].split(" ; ?", -1);
            events.add(event("content_block_start", index, "content_block", parts[0]));
            for (int i = 1; i < parts.length; i++) {
                events.add(event("content_block_delta", index, "delta", parts[i]));
            }
            events.add(Json.object().put("type", "content_block_stop").put("index", index));
        }
        events.add(Events.messageDelta(stopReason));
        events.add(Events.messageStop());
        return events;
    }

    private static ObjectNode event(String type, int index, String field, String value) {
        ObjectNode event = Json.object().put("type", type).put("index", index);
        event.set(field, JsonText.parse(quoted(value.strip())));
        return event;
    }

    /** Rows are written with single quotes; JSON inside a string keeps its double ones. */
    private static String quoted(String row) {
        return row.replace("\"", "\\\"").replace('\'', '"');
    }

    private static List<JsonNode> data(String stream) {
        return Http.events(stream).stream()
                .filter(event -> !event.path("type").asText().equals("ping"))
                .toList();
    }
}
