package io.github.claudecliproxy.messages.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.claudecliproxy.messages.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // continues nothing
                "C3 28", // not continued
                "C0 AF", // a slash in two bytes
                "E0 80 AF", // a slash in three
                "F0 80 80 AF", // a slash in four
                "ED A0 80", // half of a surrogate pair
                "F4 90 80 80", // beyond the last code point
                "F5 80 80 80",
                "FF"
            })
    void of_bytesThatAreNotUtf8_areRefusedWithTheirPlace(String hex) {
        byte[] wrong = HexFormat.ofDelimiter(" ").parseHex(hex);
        for (int before : new int[] {0, 1, 8190, 100_000}) {
            byte[] body = concat(utf8("{\"model\":\"\u00e9" + "x".repeat(before)), wrong, utf8("\"," + QUESTION + "}"));

            assertRefused(body, "The request body is not valid UTF-8 at byte " + (12 + before));
        }
    }

    @Test
    void of_characterCutOffAtTheEnd_isRefusedWithItsPlace() {
        assertRefused(new byte[] {'{', '}', (byte) 0xE2, (byte) 0x82}, "The request body is not valid UTF-8 at byte 2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'system':'\\ud800'              | no low surrogate in string: system",
                "'system':'a\\ud83dx'            | no low surrogate in string: system",
                "'system':'\\ud83d\\ud83d\\ude00'  | no low surrogate in string: system",
                "'system':'\\ude00\\ud83d'       | invalid high surrogate in string: system",
                "'tools':[{},{'a':{'b':'\\udc00'}}] | invalid high surrogate in string: tools.1.a.b",
                "'metadata':{'\\ud800':1}         | Broken surrogate pair in field name",
                "'\\udc00':1                     | Unexpected low surrogate in field name"
            })
    void of_halfASurrogatePair_isNamedByItsPath(String fields, String message) {
        assertRefused(
                "{" + fields.replace('\'', '"') + ",\"model\":\"m\"," + QUESTION + "}",
                "The request body is not valid JSON: " + message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'max_tokens':5,'x':1e309 | x",
                "'tools':[{'name':'t','input_schema':{}},{'name':'u','input_schema':{'n':[0,-1e309]}}]"
                        + " | tools.1.input_schema.n.1",
                "'a\\u0007b':{'c':1e400} | a?b.c"
            })
    void of_numberBeyondADouble_isNamedByItsPath(String fields, String path) {
        assertRefused(
                "{\"model\":\"m\"," + fields.replace('\'', '"') + "," + QUESTION + "}",
                path + ": the number is too large: the claude CLI reads numbers as 64-bit floating point");
    }

    @Test
    void of_numberBeyondADoubleInAMessage_isNamedByItsPath() {
        assertRefused(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                        + "{\"type\":\"b\",\"input\":{\"n\":1e309}}]}]}",
                "messages.0.content.1.input.n: the number is too large");
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

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    private static void assertRefused(String body, String message) {
        assertRefused(utf8(body), message);
    }

    private static void assertRefused(byte[] body, String message) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> MessagesRequest.of(body))
                .satisfies(refusal -> {
                    assertThat(refusal.error().message()).startsWith(message);
                    assertThat(refusal.error().status()).isEqualTo(400);
                    assertThat(refusal.error().type()).isEqualTo("invalid_request_error");
                });
    }
}
