package io.github.claudecliproxy.messages.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.claudecliproxy.messages.InvalidRequestException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessagesRequestRefusalTest {
    private static final String QUESTION = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'model':null                 | model: Field required",
                "'model':''                   | model: Field required",
                "'model':7                    | model: Input should be a string",
                "'model':'--help'             | model: '--help' is not a model name",
                "'model':'a b'                | model: 'a b' is not a model name",
                "'model':'m','stream':'yes'   | stream: Input should be true or false",
                "'model':'m','max_tokens':0   | max_tokens: Input should be a whole number of at least 1",
                "'model':'m','max_tokens':1.5 | max_tokens: Input should be a whole number of at least 1",
                "'model':'m','max_tokens':'9' | max_tokens: Input should be a whole number of at least 1",
                "'model':'m','max_tokens':1e9999999999 | The request body is not valid JSON",
                "'model':'m','max_tokens':99999999999999999999 | max_tokens: Input should be a whole number",
                "'model':'m','tools':[{}]     | tools.0.name: Field required",
                "'model':'m','tools':[7]      | tools.0: Input should be an object",
                "'model':'m','tools':[{'name':'a','input_schema':{}},{'name':''}] | tools.1.name: Field required",
                "'model':'m','tools':[{'name':'a'}] | tools.0.input_schema: Field required",
                "'model':'m','tools':{}       | tools: Input should be an array",
                "'model':'m','thread':{'type':'create'} | thread: the claude CLI cannot continue",
                "'model':'m','system':5       | system: Input should be a string or an array of text blocks",
                "'model':'m','system':['a']   | system.0.type: Input should be 'text'",
                "'model':'m','system':[{'type':'text','text':'a'},{'type':'image'}] | system.1.type: Input should be",
                "'model':'m','system':[{'type':'text'}] | system.0.text: Input should be a string that is not empty",
                "'model':'m','system':[{'type':'text','text':''}] | system.0.text: Input should be a string that is"
            })
    void of_fieldWrong_isNamed(String fields, String message) {
        assertRefused("{" + fields.replace('\'', '"') + "," + QUESTION + "}", message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null                               | messages: array is required and must not be empty",
                "{}                                 | messages: array is required and must not be empty",
                "[]                                 | messages: array is required and must not be empty",
                "['hi']                             | messages.0: Input should be an object",
                "[{'content':'hi'}]                 | messages.0.role: Input should be 'user' or 'assistant'",
                "[{'role':'USER','content':'hi'}]   | messages.0.role: Input should be 'user' or 'assistant'",
                "[{'role':'system','content':7}]    | messages.0.content: Input should be a string or an array",
                "[{'role':'system','content':' '}]  | messages.0.content: text content blocks must contain",
                "[{'role':'user'}]                  | messages.0.content: Input should be a string or an array",
                "[{'role':'user','content':{}}]     | messages.0.content: Input should be a string or an array",
                "[{'role':'user','content':[]}]     | messages.0.content: must not be empty",
                "[{'role':'user','content':' \\n'}] | messages.0.content: text content blocks must contain",
                "[{'role':'user','content':[7]}]    | messages.0.content.0.type: Field required",
                "[{'role':'user','content':[{'text':'a'}]}] | messages.0.content.0.type: Field required",
                "[{'role':'user','content':[{'type':'text'}]}] | messages.0.content.0.text: Input should be a string",
                "[{'role':'user','content':[{'type':'text','text':''}]}] | messages.0.content.0: text content blocks",
                "[{'role':'assistant','content':'a'}] | messages.0.role: the first message must be the user's"
            })
    void of_messageWrong_isNamedByItsPath(String messages, String message) {
        assertRefused("{'model':'m','messages':".replace('\'', '"') + messages.replace('\'', '"') + "}", message);
    }

    @Test
    void of_modelMissing_isNamed() {
        assertRefused("{" + QUESTION + "}", "model: Field required");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"model\":",
                "{\"model\":\"m\",\"model\":\"n\"}",
                "{\"a\":{\"b\":1,\"b\":1}}",
                "{} {}",
                "{}x",
                "{\"a\":NaN}",
                "{\"a\":-Infinity}",
                "{\"a\":\"\u0000\"}",
                "{'a':1}",
                "\ufeff\ufeff{}"
            })
    void of_notJson_isSaid(String body) {
        assertRefused(body, "The request body is not valid JSON: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "[]", "\"text\"", "12", "true"})
    void of_notAnObject_isSaid(String body) {
        assertRefused(body, "The request body must be a JSON object");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
    void of_depthBomb_isRefused(String layer) {
        assertRefused(layer.repeat(200_000), "The request body is not valid JSON: ");
    }

    @Test
    void of_brokenUtf8_isRefused() {
        byte[] body = "{\"model\":\"\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1);

        assertThatExceptionOfType(InvalidRequestException.class).isThrownBy(() -> MessagesRequest.of(body));
    }

    @Test
    void of_longUnprintableName_isShownShortAndPrintable() {
        String model = "x\\u0007\\n" + "y".repeat(5000);

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(
                        () -> MessagesRequest.of(("{\"model\":\"" + model + "\"," + QUESTION.replace('\'', '"') + "}")
                                .getBytes(StandardCharsets.UTF_8)))
                .satisfies(refusal -> assertThat(refusal.getMessage())
                        .contains("'x??yyy")
                        .hasSizeLessThan(300)
                        .matches("\\p{Print}+"));
    }

    private static void assertRefused(String body, String message) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> MessagesRequest.of(body.getBytes(StandardCharsets.UTF_8)))
                .satisfies(refusal -> {
                    assertThat(refusal.error().message()).startsWith(message);
                    assertThat(refusal.error().status()).isEqualTo(400);
                    assertThat(refusal.error().type()).isEqualTo("invalid_request_error");
                });
    }
}
