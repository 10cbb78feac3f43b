package io.github.claudecliproxy.messages;

import static io.github.claudecliproxy.messages.MessageEvents.blockStart;
import static io.github.claudecliproxy.messages.MessageEvents.blockStop;
import static io.github.claudecliproxy.messages.MessageEvents.delta;
import static io.github.claudecliproxy.messages.MessageEvents.event;
import static io.github.claudecliproxy.messages.MessageEvents.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MessageAccumulatorTest {
    private final MessageAccumulator accumulator = new MessageAccumulator();

    @BeforeEach
    void start() {
        add(event("{'type':'message_start','message':{'id':'msg_1','type':'message','role':'assistant','model':'m',"
                + "'content':[],'stop_reason':null,'stop_sequence':null,"
                + "'usage':{'input_tokens':25,'output_tokens':1,'service_tier':'standard'}}}"));
    }

    @Test
    void message_wholeTextAnswer_isWhatTheApiWouldHaveSent() {
        add(
                blockStart(0, "{'type':'text','text':''}"),
                event("{'type':'ping'}"),
                delta(0, "{'type':'text_delta','text':'Hel'}"),
                delta(0, "{'type':'text_delta','text':'lo'}"),
                blockStop(0),
                event("{'type':'message_delta','delta':{'stop_reason':'stop_sequence','stop_sequence':'END'},"
                        + "'usage':{'output_tokens':12,'input_tokens':null,'cache_read_input_tokens':3}}"),
                MessageEvent.stop());

        assertThat(new String(Json.bytes(accumulator.message()), StandardCharsets.UTF_8))
                .isEqualTo(("{'id':'msg_1','type':'message','role':'assistant','model':'m',"
                                + "'content':[{'type':'text','text':'Hello'}],"
                                + "'stop_reason':'stop_sequence','stop_sequence':'END',"
                                + "'usage':{'input_tokens':25,'output_tokens':12,'service_tier':'standard',"
                                + "'cache_read_input_tokens':3}}")
                        .replace('\'', '"'));
    }

    @Test
    void message_interleavedBlocks_eachGetsItsOwn() {
        add(
                blockStart(0, "{'type':'text','text':'a'}"),
                blockStart(1, "{'type':'text','text':''}"),
                delta(1, "{'type':'text_delta','text':'B'}"),
                delta(0, "{'type':'text_delta','text':'b'}"),
                delta(1, "{'type':'text_delta','text':'C'}"),
                blockStop(1),
                blockStop(0));

        assertThat(content())
                .isEqualTo(object("{'c':[{'type':'text','text':'ab'},{'type':'text','text':'BC'}]}")
                        .path("c"));
        assertThat(accumulator.text()).isEqualTo("abBC");
    }

    @Test
    void message_toolInputInPieces_isOneObjectKeptToTheDigit() {
        add(
                blockStart(0, "{'type':'tool_use','id':'t','name':'n','input':{}}"),
                inputDelta(""),
                inputDelta("{\"a\": 1."),
                inputDelta("0, \"b\":[12345678901234567890123]}"),
                blockStop(0));

        assertThat(content().get(0).path("input").toString()).isEqualTo("{\"a\":1.0,\"b\":[12345678901234567890123]}");
        assertThat(accumulator.text()).isEmpty();
    }

    @Test
    void message_toolInputNeverCame_staysEmptyObject() {
        add(blockStart(0, "{'type':'tool_use','id':'t','name':'n','input':{}}"), inputDelta(""), blockStop(0));

        assertThat(content().get(0).path("input")).isEqualTo(Json.object());
    }

    @Test
    void message_toolInputCutOff_keepsTheText() {
        add(
                blockStart(0, "{'type':'tool_use','id':'t','name':'n','input':{}}"),
                inputDelta("{\"a\": [1, 2"),
                blockStop(0));

        assertThat(content().get(0).path("input").textValue()).isEqualTo("{\"a\": [1, 2");
    }

    @Test
    void message_thinking_isGatheredWithItsSignature() {
        add(
                blockStart(0, "{'type':'thinking','thinking':'','signature':''}"),
                delta(0, "{'type':'thinking_delta','thinking':'hm'}"),
                delta(0, "{'type':'thinking_delta','thinking':'m'}"),
                delta(0, "{'type':'signature_delta','signature':'c2ln'}"),
                blockStop(0));

        assertThat(content().get(0)).isEqualTo(object("{'type':'thinking','thinking':'hmm','signature':'c2ln'}"));
        assertThat(accumulator.text()).isEmpty();
    }

    @Test
    void message_citations_areListed() {
        add(
                blockStart(0, "{'type':'text','text':'','citations':null}"),
                delta(0, "{'type':'citations_delta','citation':{'n':1}}"),
                delta(0, "{'type':'citations_delta','citation':{'n':2}}"),
                blockStop(0));

        assertThat(content().get(0).path("citations"))
                .isEqualTo(object("{'c':[{'n':1},{'n':2}]}").path("c"));
    }

    @Test
    void message_unknownEventsAndDeltas_changeNothing() {
        add(blockStart(0, "{'type':'text','text':'a'}"));
        JsonNode before = accumulator.message().deepCopy();

        add(
                event("{'type':'from_tomorrow','index':0,'delta':{'text':'x'}}"),
                event("{}"),
                delta(0, "{'type':'from_tomorrow_delta','text':'x'}"),
                delta(7, "{'type':'text_delta','text':'x'}"),
                blockStop(7));

        assertThat(accumulator.message()).isEqualTo(before);
    }

    @Test
    void message_deltaWithFurtherFields_takesThem() {
        add(event("{'type':'message_delta','delta':{'stop_reason':'end_turn','container':{'id':'c'}},"
                + "'context_management':{'applied_edits':[]}}"));

        assertThat(accumulator.message().path("container")).isEqualTo(object("{'id':'c'}"));
        assertThat(accumulator.message().path("context_management")).isEqualTo(object("{'applied_edits':[]}"));
        assertThat(accumulator.message().path("type").textValue()).isEqualTo("message");
        assertThat(accumulator.message().path("usage").path("output_tokens").intValue())
                .isEqualTo(1);
    }

    @Test
    void message_secondStart_beginsAnew() {
        add(blockStart(0, "{'type':'text','text':'first'}"), delta(0, "{'type':'text_delta','text':'!'}"));

        add(
                event("{'type':'message_start','message':{'id':'msg_2','content':[]}}"),
                blockStart(0, "{'type':'text','text':'second'}"),
                blockStop(0));

        assertThat(accumulator.text()).isEqualTo("second");
        assertThat(accumulator.message().path("id").textValue()).isEqualTo("msg_2");
    }

    private static MessageEvent inputDelta(String partialJson) {
        ObjectNode event = object("{'type':'content_block_delta','index':0,'delta':{'type':'input_json_delta'}}");
        event.withObject("/delta").put("partial_json", partialJson);
        return MessageEvent.of(event);
    }

    private JsonNode content() {
        return accumulator.message().path("content");
    }

    private void add(MessageEvent... events) {
        for (MessageEvent event : events) {
            accumulator.add(event);
        }
    }
}
