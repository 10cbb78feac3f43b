package io.github.claudecliproxy.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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

class ChatCompletionRequestTest {
    static List<TranslationRow> rows() throws IOException {
        return TranslationRow.of("chat.json");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void request_isTheSameInTheMessagesApisWords(TranslationRow row) throws Exception {
        ChatCompletionRequest request = ChatCompletionRequest.of(Json.bytes(row.sent()), ModelAliases.NONE);

        assertThat(Json.read(request.translated().body())).isEqualTo(row.made());
        assertThat(request.translated().ignored()).containsExactlyInAnyOrderElementsOf(row.ignored());
        assertThat(request.translated().checked().messages()).isNotEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            'model': null                                      | model: must be a string
            'messages': []                                     | messages: required, a list that is not empty
            'messages': 'hi'                                   | messages: must be a list
            'messages': [{'role':'user'}]                      | messages[0].content: must say something: a string or a list of parts that is not blank
            'messages': [{'role':'user','content':' '}]        | messages[0].content: must say something: a string or a list of parts that is not blank
            'messages': [{'role':'boss','content':'x'}]        | messages[0].role: must be system, developer, user, assistant or tool
            'messages': [{'role':'function','content':'x'}]    | messages[0].role: 'function' is the old form; use tool
            'messages': [{'role':'user','content':[{'type':'input_audio'}]}] | messages[0].content[0]: Claude does not listen: audio is not supported
            'messages': [{'role':'user','content':[{'type':'image_url','image_url':{'url':'x.png'}}]}] | messages[0].content[0].image_url.url: must be an http or https URL, or data:TYPE;base64,DATA
            'messages': [{'role':'user','content':[{'type':'file','file':{'file_id':'f'}}]}] | messages[0].content[0].file.file_id: no files are kept here; send the data itself
            'messages': [{'role':'user','content':[{'type':'file','file':{'file_data':'data:image/png;base64,AA=='}}]}] | messages[0].content[0].file.file_data: must be a PDF or a text, not image/png
            'n': 2                                             | n: must be 1: Claude gives one answer to a request
            'logprobs': true                                   | logprobs: Claude's API has nothing of this kind; leave it out
            'top_logprobs': 3                                  | top_logprobs: Claude's API has nothing of this kind; leave it out
            'logit_bias': {'50256':-100}                       | logit_bias: Claude's API has nothing of this kind; leave it out
            'audio': {'voice':'x'}                             | audio: Claude's API has nothing of this kind; leave it out
            'modalities': ['text','audio']                     | modalities[1]: must be one of text
            'functions': []                                    | functions: is the old form; use tools and tool_choice
            'web_search_options': {}                           | web_search_options: there is no search here; offer a tool for it
            'max_tokens': 0                                    | max_tokens: must be a whole number of at least 1
            'max_completion_tokens': 'x'                       | max_completion_tokens: must be a whole number of at least 1
            'temperature': 2.5                                 | temperature: must be from 0 to 2
            'temperature': 'hot'                               | temperature: must be a number
            'stop': ' '                                        | stop: must have a character that is not white space
            'reasoning_effort': 'huge'                         | reasoning_effort: must be one of high, low, max, medium, minimal, none, xhigh
            'response_format': {'type':'xml'}                  | response_format.type: must be text, json_schema or json_object
            'response_format': {'type':'json_schema'}          | response_format.json_schema.schema: must be an object
            'tools': [{'type':'custom'}]                       | tools[0].type: must be one of function
            'tools': [{'type':'function','function':{}}]       | tools[0].function.name: must be a string
            'tools': [{'type':'function','function':{'name':'f'}}], 'tool_choice': 'sometimes' | tool_choice: must be auto, none, required, or a function
            'stream': 'yes'                                    | stream: must be true or false
            """)
    void wrongField_isNamedAsOpenAiDoes(String fields, String message) {
        ObjectNode request = Json.object().put("model", "claude-sonnet-5");
        request.putArray("messages").addObject().put("role", "user").put("content", "hi");
        JsonText.parseQuoted("{" + fields + "}")
                .properties()
                .forEach(field -> request.set(field.getKey(), field.getValue()));

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> ChatCompletionRequest.of(Json.bytes(request), ModelAliases.NONE))
                .withMessage(message);
    }

    @Test
    void callWithoutResult_isNamedByTheClientsOwnIndex() throws Exception {
        ChatCompletionRequest request = ChatCompletionRequest.of(
                Json.bytes(
                        JsonText.parseQuoted("{'model':'claude-sonnet-5','messages':[{'role':'system','content':'s'},"
                                + "{'role':'user','content':'x'},{'role':'assistant','tool_calls':[{'id':'c','type':'function',"
                                + "'function':{'name':'f','arguments':'{}'}}]},{'role':'user','content':'y'}]}")),
                ModelAliases.NONE);

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(request.translated()::checked)
                .withMessageStartingWith("messages[2]: `tool_use` ids were found without `tool_result`");
    }

    @Test
    void alias_isTheModel_andStreamOptionsAreRead() throws Exception {
        ChatCompletionRequest request = ChatCompletionRequest.of(
                Json.bytes(JsonText.parseQuoted("{'model':'gpt-4o','messages':[{'role':'user','content':'x'}],"
                        + "'stream':true,'stream_options':{'include_usage':true}}")),
                ModelAliases.of("gpt-4o=claude-sonnet-5, gpt-5 = claude-opus-5-5"));

        assertThat(request.model()).isEqualTo("claude-sonnet-5");
        assertThat(request.translated().checked().model()).isEqualTo("claude-sonnet-5");
        assertThat(request.stream()).isTrue();
        assertThat(request.includeUsage()).isTrue();
        assertThat(request.translated().ignored()).isEmpty();
    }
}
