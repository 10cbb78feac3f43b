package io.github.claudecliproxy.cli.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.session.ConversationTrees;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.Samples;
import io.github.claudecliproxy.testing.Seeds;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ToolResultsTest {
    private static final String FINE = "{'type':'tool_result','tool_use_id':'t1','content':'a'}";

    @Test
    void of_texts_areTheCallsAnswersInTheClientsOrder() throws Exception {
        Map<String, ObjectNode> results = of("[{'type':'tool_result','tool_use_id':'t2','content':'two'},"
                        + "{'type':'tool_result','tool_use_id':'t1','is_error':false,'content':"
                        + "[{'type':'text','text':'one'},{'type':'text','text':' uno '}]}]")
                .orElseThrow();

        assertThat(results.keySet()).containsExactly("t2", "t1");
        assertThat(results.get("t2")).isEqualTo(json("{'content':[{'type':'text','text':'two'}]}"));
        assertThat(results.get("t1"))
                .isEqualTo(json("{'content':[{'type':'text','text':'one'},{'type':'text','text':' uno '}]}"));
    }

    @Test
    void of_errorOfOneText_isAnErrorOfTheCall() throws Exception {
        Map<String, ObjectNode> results =
                of("[{'type':'tool_result','tool_use_id':'t1','content':'no','is_error':true},"
                                + "{'type':'tool_result','tool_use_id':'t2','is_error':true,"
                                + "'content':[{'type':'text','text':'nor this'}]}]")
                        .orElseThrow();

        assertThat(results.get("t1")).isEqualTo(json("{'isError':true,'content':[{'type':'text','text':'no'}]}"));
        assertThat(results.get("t2")).isEqualTo(json("{'isError':true,'content':[{'type':'text','text':'nor this'}]}"));
    }

    @Test
    void of_cacheBreakpoint_isLeftOut() throws Exception {
        Map<String, ObjectNode> results = of("[{'type':'tool_result','tool_use_id':'t1',"
                        + "'cache_control':{'type':'ephemeral'},'content':"
                        + "[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}}]}]")
                .orElseThrow();

        assertThat(results.get("t1")).isEqualTo(json("{'content':[{'type':'text','text':'a'}]}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]",
                "[{'type':'text','text':'a'}]",
                "[" + FINE + ",{'type':'text','text':'a'}]",
                "[" + FINE + "," + FINE + "]",
                "[{'type':'tool_result','tool_use_id':'t1'}]",
                "[{'type':'tool_result','tool_use_id':'t1','content':null}]",
                "[{'type':'tool_result','tool_use_id':'t1','content':''}]",
                "[{'type':'tool_result','tool_use_id':'t1','content':' \\n'}]",
                "[{'type':'tool_result','tool_use_id':'t1','content':[]}]",
                "[{'type':'tool_result','tool_use_id':'t1','content':[{'type':'text','text':''}]}]",
                "[{'type':'tool_result','tool_use_id':'t1','content':[{'type':'text','text':7}]}]",
                "[{'type':'tool_result','tool_use_id':'t1','content':[{'type':'text'}]}]",
                "[{'type':'tool_result','tool_use_id':'t1','content':['a']}]",
                "[{'type':'tool_result','tool_use_id':'t1','content':7}]",
                "[{'type':'tool_result','tool_use_id':'t1','is_error':true}]",
                "[{'type':'tool_result','tool_use_id':'t1','content':'','is_error':true}]",
                "[{'type':'tool_result','tool_use_id':'t1','content':[{'type':'text','text':'a'},"
                        + "{'type':'text','text':'b'}],'is_error':true}]",
                "[{'type':'tool_result','tool_use_id':'t1','content':'a','of_tomorrow':1}]",
                "[{'type':'tool_result','tool_use_id':'t1','content':[{'type':'text','text':'a','citations':[]}]}]",
                "[{'type':'tool_result','tool_use_id':'t1','content':[{'type':'image','source':{'type':'base64',"
                        + "'media_type':'image/png','data':'AAAA'}}]}]",
                "[{'type':'tool_result','tool_use_id':'t1','content':[{'type':'document','source':{}}]}]",
                "[7]",
                "'text'"
            })
    void of_whatTheCliWouldTellOtherwise_isNone(String content) throws Exception {
        assertThat(of(content)).isEmpty();
    }

    @Test
    void of_moreThanTheCliKeepsWhole_isNone() {
        String half = "x".repeat(ToolResults.MAX_RESULT_CHARS / 2);
        ObjectNode message = Json.object();
        ArrayNode content = message.putArray("content");
        content.addObject().put("type", "tool_result").put("tool_use_id", "t1").put("content", half);
        assertThat(ToolResults.of(message)).isPresent();

        content.addObject().put("type", "tool_result").put("tool_use_id", "t2").put("content", half);

        assertThat(ToolResults.of(message)).isEmpty();
    }

    /** Nothing is thrown, and what is accepted is told block by block. */
    @Test
    void of_anyContent_isToldWholeOrNotAtAll() {
        Seeds.each(seed -> assertToldWholeOrNotAtAll(content(new Samples(seed))));
    }

    private static void assertToldWholeOrNotAtAll(JsonNode content) {
        ObjectNode message = Json.object();
        message.set("content", content);

        ToolResults.of(message).ifPresent(results -> {
            assertThat(results).hasSize(content.size());
            List<ObjectNode> told = List.copyOf(results.values());
            List<String> toolUses = List.copyOf(results.keySet());
            for (int i = 0; i < content.size(); i++) {
                JsonNode block = content.get(i);
                assertThat(block.path("tool_use_id").asText("")).isEqualTo(toolUses.get(i));
                assertThat(block.path("is_error").asBoolean())
                        .isEqualTo(told.get(i).path("isError").asBoolean());
                assertThat(told.get(i).path("content")).isEqualTo(texts(block.path("content")));
            }
        });
    }

    private static JsonNode texts(JsonNode content) {
        if (!content.isTextual()) {
            return content;
        }
        ArrayNode blocks = Json.mapper().createArrayNode();
        blocks.addObject().put("type", "text").set("text", content);
        return blocks;
    }

    /** Mostly results, some of them odd. */
    private static JsonNode content(Samples samples) {
        return samples.oneOf(
                () -> ConversationTrees.value(samples), () -> array(samples.list(3, () -> result(samples))));
    }

    private static JsonNode result(Samples samples) {
        ObjectNode result = Json.object().put("type", "tool_result").put("tool_use_id", samples.any("t1", "t2", "t3"));
        result.set("content", samples.oneOf(() -> text(samples), () -> array(samples.list(3, () -> part(samples)))));
        if (samples.flag()) {
            result.set("is_error", ConversationTrees.value(samples));
        }
        return result;
    }

    private static JsonNode part(Samples samples) {
        ObjectNode part = Json.object().put("type", samples.any("text", "text", "text", "image"));
        part.set("text", text(samples));
        if (samples.upTo(4) == 0) {
            part.set("extra", ConversationTrees.value(samples));
        }
        return part;
    }

    /** Mostly one. */
    private static JsonNode text(Samples samples) {
        return samples.upTo(4) == 0
                ? ConversationTrees.value(samples)
                : Json.mapper().getNodeFactory().textNode(samples.text(8));
    }

    private static JsonNode array(List<JsonNode> elements) {
        return Json.mapper().createArrayNode().addAll(elements);
    }

    private static Optional<Map<String, ObjectNode>> of(String content) throws IOException {
        return ToolResults.of(Json.object().set("content", json(content)));
    }

    /** Written with single quotes. */
    private static JsonNode json(String text) throws IOException {
        return Json.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}
