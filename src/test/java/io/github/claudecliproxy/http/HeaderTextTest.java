package io.github.claudecliproxy.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.testing.Samples;
import io.github.claudecliproxy.testing.Seeds;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class HeaderTextTest {
    @Test
    void of_names_areListed() {
        assertThat(HeaderText.of(List.of("max_tokens", "system.cache_control")))
                .isEqualTo("max_tokens, system.cache_control");
        assertThat(HeaderText.of(List.of())).isEmpty();
    }

    @Test
    void of_unsafeCharacters_becomeQuestionMarks() {
        assertThat(HeaderText.of(List.of("a\r\nset-cookie: x", "b,c", "ü\u0000\ud83d\ude00")))
                .isEqualTo("a??set-cookie:?x, b?c, ???");
    }

    @Test
    void of_longName_isCut() {
        assertThat(HeaderText.of(List.of("n".repeat(500), "m"))).isEqualTo("n".repeat(60) + ", m");
    }

    @Test
    void of_manyNames_endInDots() {
        String text = HeaderText.of(Collections.nCopies(1000, "name"));

        assertThat(text).endsWith("name, ...").hasSizeLessThanOrEqualTo(1005).hasSizeGreaterThan(990);
    }

    @Test
    void of_anyNames_isShortPrintableAscii() {
        Seeds.each(seed -> {
            Samples samples = new Samples(seed);
            List<String> names = samples.list(255, () -> samples.text(100));

            assertThat(HeaderText.of(names)).matches("[\\x20-\\x7e]*").hasSizeLessThanOrEqualTo(1005);
        });
    }
}
