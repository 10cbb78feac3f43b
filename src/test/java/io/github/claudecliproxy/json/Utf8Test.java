package io.github.claudecliproxy.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
    private static final int LONGER_THAN_A_CHUNK = 20_000;

    @ParameterizedTest
    @ValueSource(ints = {0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFF, 0x10000, 0x10FFFF})
    void firstInvalid_validText_isNone(int codePoint) {
        String text = Character.toString(codePoint);

        assertThat(Utf8.firstInvalid(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(-1);
        assertThat(Utf8.firstInvalid(("x" + text.repeat(LONGER_THAN_A_CHUNK)).getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(-1);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void firstInvalid_characterCutOff_isWhereItBegins(int kept) {
        byte[] bytes = new byte[LONGER_THAN_A_CHUNK + kept];
        System.arraycopy("\ud83d\ude00".getBytes(StandardCharsets.UTF_8), 0, bytes, LONGER_THAN_A_CHUNK, kept);

        assertThat(Utf8.firstInvalid(bytes)).isEqualTo(LONGER_THAN_A_CHUNK);
    }
}
