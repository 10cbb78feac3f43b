package io.github.claudecliproxy.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    private static final int DEEPEST = 500;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0",
                "0.10",
                "-0.5",
                "100",
                "12345678901234567890123",
                "0.1234567890123456789012345678901",
                "3.00000000000000000000000000001"
            })
    void bytes_anyNumber_asItWasWritten(String number) throws IOException {
        assertThat(rewritten("{\"n\":" + number + "}")).isEqualTo("{\"n\":" + number + "}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e400", "-2.50E-700"})
    void bytes_exponentBeyondDouble_keepsValueAndDigits(String number) throws IOException {
        assertThat(Json.read(utf8(rewritten(number))).decimalValue()).isEqualTo(new BigDecimal(number));
    }

    @Test
    void bytes_object_keepsOrderOfKeys() throws IOException {
        assertThat(rewritten("{ \"z\": 1, \"a\": [ null, true, \"é\" ] }"))
                .isEqualTo("{\"z\":1,\"a\":[null,true,\"é\"]}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\\ud800\"", "\"\\udc00 x\"", "{\"\\u0000\":\"\\ud83d\"}", "\"\\ud83d\\ude00\""})
    void bytes_anyText_isReadBackAsItWas(String json) throws IOException {
        assertThat(Json.read(utf8(rewritten(json)))).isEqualTo(Json.read(utf8(json)));
    }

    @Test
    void bytes_lineBreakInText_staysOnOneLine() throws IOException {
        assertThat(rewritten("\"a\\nb\\r\"")).doesNotContain("\n", "\r");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "{} {}",
                "{} x",
                "[1,]",
                "{'a':1}",
                "NaN",
                "Infinity",
                "01",
                "1e9999999999",
                "[-1e-9999999999]",
                "// c\n1",
                "\"\t\""
            })
    void read_notOneValue_throws(String text) {
        assertThatIOException().isThrownBy(() -> Json.read(utf8(text)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x80, 0xC0, 0xE9, 0xFF})
    void read_brokenUtf8_throws(int wrong) {
        byte[] bytes = {'"', 'a', (byte) wrong, '"'};

        assertThatIOException().isThrownBy(() -> Json.read(bytes));
    }

    @Test
    void read_duplicateKeys_lastStands() throws IOException {
        assertThat(Json.read(utf8("{\"a\":1,\"a\":2}")).path("a").intValue()).isEqualTo(2);
    }

    @Test
    void readStrict_duplicateKeys_throws() {
        assertThatIOException().isThrownBy(() -> Json.readStrict(utf8("{\"b\":{\"a\":1,\"a\":2}}")));
    }

    @Test
    void read_asDeepAsAllowed_isReadAndWritten() throws IOException {
        String deep = "[".repeat(DEEPEST) + "]".repeat(DEEPEST);

        assertThat(rewritten(deep)).isEqualTo(deep);
    }

    @ParameterizedTest
    @ValueSource(ints = {DEEPEST + 1, 1_000_000})
    void read_tooDeep_throws(int depth) {
        assertThatIOException().isThrownBy(() -> Json.read(utf8("[".repeat(depth) + "]".repeat(depth))));
        assertThatIOException().isThrownBy(() -> Json.readStrict(utf8("{\"a\":".repeat(depth))));
    }

    private static String rewritten(String json) throws IOException {
        return new String(Json.bytes(Json.read(utf8(json))), StandardCharsets.UTF_8);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
