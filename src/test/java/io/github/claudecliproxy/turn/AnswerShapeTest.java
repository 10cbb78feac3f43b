package io.github.claudecliproxy.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerShapeTest {
    private static final Set<String> TOOLS = Set.of("find", "get.weather");

    /** Blocks and deltas, each block with an optional delta after a semicolon. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'type':'text','text':''} ; {'type':'text_delta','text':'a'} | end_turn | true",
                "{'type':'text','text':'a'} | end_turn | true",
                "{'type':'text','text':''} ; {'type':'text_delta','text':'a'} | stop_sequence | true",
                "{'type':'text','text':''} ; {'type':'text_delta','text':'a'} | max_tokens | false",
                "{'type':'text','text':''} ; {'type':'text_delta','text':'a'} | refusal | false",
                "{'type':'text','text':''} ; {'type':'text_delta','text':'a'} | pause_turn | false",
                "{'type':'text','text':''} ; {'type':'text_delta','text':'a'} | of_tomorrow | false",
                "{'type':'text','text':''} ; {'type':'text_delta','text':'a'} | `` | false",
                "{'type':'text','text':''} ; {'type':'text_delta','text':' '} | end_turn | false",
                "{'type':'thinking','thinking':''} ; {'type':'thinking_delta','thinking':'hm'} | end_turn | false",
                "{'type':'redacted_thinking','data':'x'} + {'type':'text','text':'a'} | end_turn | true",
                "{'type':'text','text':'a','citations':[]} | end_turn | false",
                "{'type':'text','text':'a'} ; {'type':'citations_delta','citation':{}} | end_turn | false",
                "{'type':'server_tool_use','id':'s','name':'find'} + {'type':'text','text':'a'} | end_turn | true",
                "{'type':'server_tool_use','id':'s','name':'find'}"
                        + " + {'type':'web_search_tool_result','tool_use_id':'s','content':[]}"
                        + " + {'type':'text','text':'a'} | end_turn | true",
                "{'type':'of_tomorrow'} + {'type':'text','text':'a'} | end_turn | false",
                "{'type':'text','text':'a'} ; {'type':'delta_of_tomorrow'} | end_turn | false",
                "{'type':'tool_use','id':'t','name':'find','input':{}} ; {'type':'input_json_delta','partial_json':'[1]'}"
                        + " | tool_use | false",
                "{'type':'tool_use','id':'t','name':'find','input':{}} ; {'type':'input_json_delta','partial_json':'{'}"
                        + " | tool_use | false",
                "{'type':'tool_use','id':'t','name':'find','input':{}} ; {'type':'input_json_delta','partial_json':'{}'}"
                        + " | tool_use | true",
                "{'type':'text','text':'a'} + {'type':'tool_use','id':'t','name':'find','input':{}}"
                        + " + {'type':'tool_use','id':'u','name':'get.weather','input':{}} | tool_use | true",
                "{'type':'tool_use','id':'t','name':'find','input':{}} + {'type':'tool_use','id':'u','name':'Bash','input':{}}"
                        + " | tool_use | false",
                "{'type':'text','text':'a'} | tool_use | false",
                "{'type':'text','text':'a'} + {'type':'tool_use','id':'t','name':'find','input':{}} | end_turn | false",
                "{'type':'text','text':'a'} + {'type':'tool_use','id':'t','name':'find','input':{}} | max_tokens | false"
            })
    void canGoOn_afterAnAnswer(String blocks, String stopReason, boolean goesOn) throws Exception {
        assertThat(canGoOn(blocks, stopReason)).isEqualTo(goesOn);
    }

    @Test
    void canGoOn_afterNothing_isFalse() {
        assertThat(new AnswerShape().canGoOn("end_turn", TOOLS, Json.mapper().createArrayNode()))
                .isFalse();
    }

    private static boolean canGoOn(String blocks, String stopReason) throws IOException {
        AnswerShape shape = new AnswerShape();
        MessageAccumulator gathered = new MessageAccumulator();
        int index = 0;
        for (String block : blocks.split(" \\+ ", -1)) {
            String[] parts = block.split(" ; ", -1);
            List<MessageEvent> events = new ArrayList<>();
            events.add(event("content_block_start", index, "content_block", parts[0]));
            if (parts.length > 1) {
                events.add(event("content_block_delta", index, "delta", parts[1]));
            }
            events.add(event("content_block_stop", index, "none", "null"));
            events.forEach(shape::add);
            events.forEach(gathered::add);
            index++;
        }
        return shape.canGoOn(stopReason, TOOLS, gathered.content());
    }

    private static MessageEvent event(String type, int index, String field, String value) throws IOException {
        ObjectNode event = Json.object().put("type", type).put("index", index);
        event.set(field, Json.read(value.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        return MessageEvent.of(event);
    }
}
