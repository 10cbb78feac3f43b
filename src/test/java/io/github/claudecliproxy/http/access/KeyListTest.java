package io.github.claudecliproxy.http.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyListTest {
    @Test
    void of_namesAndKeys_commentsAndBlanksLeftOut() throws IOException {
        List<ApiKey> keys = KeyList.of(utf8("# é\n\n laptop  key-1\r\nnight.job\tkey=2#\n  # c\nlaptop key-3"));

        assertThat(keys).extracting(ApiKey::name).containsExactly("laptop", "night.job", "laptop");
        assertThat(keys.get(1).isAmong(List.of(ApiKey.digest("key=2#")))).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "one secret\\n\\nsecret|line 3 is not",
                "one two secret|line 1 is not",
                "na/me secret|line 1 is not",
                "name sécret|line 1 is not",
                "one secret\\n# c\\ntwo secret|line 3 has a key",
                "# only this|no key"
            })
    void of_wrongFile_namesTheLineAndShowsNothing(String file, String complaint) {
        assertThatIOException()
                .isThrownBy(() -> KeyList.of(utf8(file.replace("\\n", "\n"))))
                .withMessageContaining(complaint)
                .satisfies(thrown -> assertThat(thrown.getMessage()).doesNotContain("secret", "sécret"));
    }

    @Test
    void of_noText_isSaid() {
        assertThatIOException()
                .isThrownBy(() -> KeyList.of(new byte[] {'a', ' ', (byte) 0xFF}))
                .withMessageContaining("UTF-8");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
