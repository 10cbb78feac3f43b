package io.github.claudecliproxy.cli.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class CanonicalDigestTest {
    private static String of(String json) throws IOException {
        return new CanonicalDigest()
                .value(Json.read(json.getBytes(StandardCharsets.UTF_8)))
                .hex();
    }

    @Test
    void orderOfMembersAndNotationOfNumbersAreNoMatter() throws IOException {
        assertThat(of("{\"a\": 1.0, \"b\": [true, null]}")).isEqualTo(of("{\"b\":[true,null],\"a\":1e0}"));
    }

    @Test
    void loneSurrogatesAreNeitherAlikeNorAQuestionMark() throws IOException {
        List<String> texts = List.of(of("\"\\ud800\""), of("\"\\udc00\""), of("\"?\""), of("\"\\ud83d\\ude00\""));

        assertThat(texts).doesNotHaveDuplicates();
    }

    @Test
    void textsInUtf8AndInUtf16AreNotMistakenForEachOther() throws IOException {
        // the pair in UTF-16 is the bytes d8 3d de 00; none of them can stand for a text in UTF-8 of another length
        assertThat(of("[\"\\ud83d\\ude00\"]")).isNotEqualTo(of("[\"\\u00d8\\u003d\\u00de\\u0000\"]"));
    }

    @Test
    void whereOneTextEndsAndTheNextBeginsCounts() throws IOException {
        assertThat(of("[\"ab\", \"c\"]")).isNotEqualTo(of("[\"a\", \"bc\"]"));
    }

    @Test
    void textsLargerThanTheBufferCountToTheirLastCharacter() throws IOException {
        String large = "x".repeat(20_000);

        assertThat(of("\"" + large + "a\"")).isNotEqualTo(of("\"" + large + "b\""));
        assertThat(of("[\"" + large + "\",\"é\"]")).isNotEqualTo(of("[\"" + large + "\",\"è\"]"));
    }
}
