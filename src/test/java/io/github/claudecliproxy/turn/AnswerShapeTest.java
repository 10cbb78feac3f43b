package io.github.claudecliproxy.turn;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.MessageEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
                "{'type':'server_tool_use','id':'s','name':'find'} + {'type':'text','text':'a'} | end_turn | false",
                "{'type':'tool_use','id':'t','name':'find'} ; {'type':'input_json_delta','partial_json':'{}'}"
                        + " | tool_use | true",
                "{'type':'text','text':'a'} + {'type':'tool_use','id':'t','name':'find'}"
                        + " + {'type':'tool_use','id':'u','name':'get.weather'} | tool_use | true",
                "{'type':'tool_use','id':'t','name':'find'} + {'type':'tool_use','id':'u','name':'Bash'}"
                        + " | tool_use | false",
                "{'type':'text','text':'a'} | tool_use | false",
                "{'type':'text','text':'a'} + {'type':'tool_use','id':'t','name':'find'} | end_turn | false",
                "{'type':'text','text':'a'} + {'type':'tool_use','id':'t','name':'find'} | max_tokens | false"
            })
    void canGoOn_afterAnAnswer(String blocks, String stopReason, boolean goesOn) throws Exception {
        assertThat(shape(blocks).canGoOn(stopReason, TOOLS)).isEqualTo(goesOn);
    }

    @Test
    void canGoOn_afterNothing_isFalse() {
        assertThat(new AnswerShape().canGoOn("end_turn", TOOLS)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"0, 500, true", "0, 600, false", "250, 1000, true", "100, 1000, false", "100, 0, true"})
    void nears_maxTokens_longBeforeItsCharactersHaveCome(int characters, int maxTokens, boolean nears)
            throws Exception {
        AnswerShape shape =
                shape("{'type':'text','text':''} ; {'type':'text_delta','text':'" + "x".repeat(characters) + "'}");

        assertThat(shape.nears(maxTokens)).isEqualTo(nears);
    }

    @Test
    void nears_countsAToolsInput() throws Exception {
        AnswerShape shape = shape("{'type':'tool_use','name':'find'} ; {'type':'input_json_delta','partial_json':'"
                + "x".repeat(5_000) + "'}");

        assertThat(shape.nears(10_000)).isTrue();
    }

    @Test
    void nears_whileItThinks_isAlwaysTrue() throws Exception {
        assertThat(shape("{'type':'thinking','thinking':''}").nears(1_000_000)).isTrue();
    }

    private static AnswerShape shape(String blocks) throws IOException {
        AnswerShape shape = new AnswerShape();
        for (String block : blocks.split(" \\+ ", -1)) {
            String[] parts = block.split(" ; ", -1);
            shape.add(event("content_block_start", "content_block", parts[0]));
            if (parts.length > 1) {
                shape.add(event("content_block_delta", "delta", parts[1]));
            }
        }
        return shape;
    }

    private static MessageEvent event(String type, String field, String value) throws IOException {
        ObjectNode event = Json.object().put("type", type);
        event.set(field, Json.read(value.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
        return MessageEvent.of(event);
    }
}
