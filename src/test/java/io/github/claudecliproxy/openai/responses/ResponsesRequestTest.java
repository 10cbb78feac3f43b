package io.github.claudecliproxy.openai.responses;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.openai.ModelAliases;
import io.github.claudecliproxy.openai.TranslationRow;
import io.github.claudecliproxy.testing.JsonText;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ResponsesRequestTest {
    private final StoredResponses stored = new StoredResponses(1_000_000);

    static List<TranslationRow> rows() throws IOException {
        return TranslationRow.of("responses.json");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void request_isTheSameInTheMessagesApisWords(TranslationRow row) throws Exception {
        ResponsesRequest request = of(row.sent());

        assertThat(Json.read(request.translated().body())).isEqualTo(row.made());
        assertThat(request.translated().ignored()).containsExactlyInAnyOrderElementsOf(row.ignored());
        assertThat(request.translated().checked().messages()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'input': null                                  | input: required, a string or a list of items
            'input': []                                    | input: required, a string or a list of items
            'input': 7                                     | input: must be a list
            'input': ['x']                                 | input[0]: must be an object
            'input': [{'type':'computer_call'}]            | input[0].type: 'computer_call' is not supported here
            'input': [{'role':'tool','content':'x'}]       | input[0].role: must be user, assistant, system or developer
            'input': [{'type':'item_reference','id':'x'}]  | input[0].id: no item 'x' is kept here any more; send the item itself
            'previous_response_id': 'resp_x'               | previous_response_id: no response 'resp_x' is kept here any more; send the whole conversation as input
            'background': true                             | background: is not supported here; leave it out
            'conversation': 'conv_1'                       | conversation: is not supported here; leave it out
            'prompt': {'id':'p'}                           | prompt: is not supported here; leave it out
            'top_logprobs': 2                              | top_logprobs: is not supported here; leave it out
            'tools': [{'type':'file_search'}]              | tools[0].type: 'file_search' is not supported here
            'tools': [{'type':'function','name':'a__b'},{'type':'namespace','name':'a','tools':[{'type':'function','name':'b'}]}] | tools: two tools are named 'a__b'
            'include': [7]                                 | include[0]: must be a string
            'max_output_tokens': -1                        | max_output_tokens: must be a whole number of at least 1
            'reasoning': {'effort':'x'}                    | reasoning.effort: must be one of high, low, max, medium, minimal, none, xhigh
            'text': {'format':{'type':'json_schema'}}      | text.format.schema: must be an object
            """)
    void wrongField_isNamedAsOpenAiDoes(String fields, String message) {
        ObjectNode request = Json.object().put("model", "claude-sonnet-5").put("input", "hi");
        JsonText.parseQuoted("{" + fields + "}")
                .properties()
                .forEach(field -> request.set(field.getKey(), field.getValue()));

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> of(request))
                .withMessage(message);
    }

    @Test
    void previousResponse_comesBeforeTheInput_withoutItsInstructions_orBlankTexts() throws Exception {
        keep(
                "resp_1",
                "",
                "[{'role':'system','content':[{'type':'text','text':'s'}]},"
                        + "{'role':'user','content':[{'type':'text','text':'a'}]}]",
                "[{'type':'text','text':'\\n\\n'},{'type':'text','text':'b'}]");
        keep("resp_2", "resp_1", "[{'role':'user','content':[{'type':'text','text':'c'}]}]", "[]");

        ResponsesRequest request = of(
                JsonText.parseQuoted("{'model':'m','instructions':'new','previous_response_id':'resp_2','input':'e'}"));

        assertThat(Json.read(request.translated().body()))
                .isEqualTo(JsonText.parseQuoted("{'model':'m','stream':false,'system':'new\\ns','messages':["
                        + "{'role':'user','content':[{'type':'text','text':'a'}]},"
                        + "{'role':'assistant','content':[{'type':'text','text':'b'}]},"
                        + "{'role':'user','content':[{'type':'text','text':'c'}]},"
                        + "{'role':'user','content':[{'type':'text','text':'e'}]}]}"));
        assertThat(request.question().orElseThrow().json()).hasSize(1);
        assertThat(request.question().orElseThrow().previous()).isEqualTo("resp_2");
    }

    @Test
    void itemReference_isTheBlockItself() throws Exception {
        keep(
                "resp_1",
                "",
                "[{'role':'user','content':[{'type':'text','text':'a'}]}]",
                "[{'type':'thinking','thinking':'h','signature':'s'},{'type':'tool_use','id':'toolu_1','name':'f','input':{}},"
                        + "{'type':'text','text':' '}]");

        ResponsesRequest request = of(JsonText.parseQuoted("{'model':'m','input':[{'role':'user','content':'a'},"
                + "{'type':'item_reference','id':'rs_1_0'},{'id':'fc_1_1'},{'id':'msg_1_2'},"
                + "{'type':'function_call_output','call_id':'toolu_1','output':''}]}"));

        assertThat(Json.read(request.translated().body()).path("messages"))
                .isEqualTo(JsonText.parseQuoted("[{'role':'user','content':[{'type':'text','text':'a'}]},"
                        + "{'role':'assistant','content':[{'type':'thinking','thinking':'h','signature':'s'}]},"
                        + "{'role':'assistant','content':[{'type':'tool_use','id':'toolu_1','name':'f','input':{}}]},"
                        + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'toolu_1','content':''}]}]"));
    }

    private void keep(String id, String previous, String asked, String answered) {
        stored.keep("owner", id, new Kept(previous, Json.bytes(JsonText.parseQuoted(asked))), (ArrayNode)
                JsonText.parseQuoted(answered));
    }

    private ResponsesRequest of(JsonNode request) throws InvalidRequestException {
        return ResponsesRequest.of(Json.bytes(request), ModelAliases.NONE, stored.of("owner", 1_000_000));
    }
}
