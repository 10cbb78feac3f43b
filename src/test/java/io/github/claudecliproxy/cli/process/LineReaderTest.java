package io.github.claudecliproxy.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineReaderTest {
    private static final int CHUNK = 64 * 1024;

    @Test
    void next_severalLines_inOrder() throws IOException {
        assertThat(lines("one\ntwo\nthree\n", 100)).containsExactly("one", "two", "three");
    }

    @Test
    void next_lastWithoutLineFeed_counts() throws IOException {
        assertThat(lines("one\ntwo", 100)).containsExactly("one", "two");
    }

    @Test
    void next_emptyStream_isEmpty() throws IOException {
        assertThat(lines("", 100)).isEmpty();
    }

    @Test
    void next_emptyLines_areLines() throws IOException {
        assertThat(lines("\n\na\n\n", 100)).containsExactly("", "", "a", "");
    }

    @Test
    void next_oddBytes_areKept() throws IOException {
        assertThat(lines("a\0b\r\n\u0001\u00ff\n", 100)).containsExactly("a\0b\r", "\u0001\u00ff");
    }

    @ParameterizedTest
    @ValueSource(ints = {CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7})
    void next_lineAcrossChunks_isWhole(int length) throws IOException {
        String line = "x".repeat(length);

        assertThat(lines(line + "\n" + line + "\nend", 10 * CHUNK)).containsExactly(line, line, "end");
    }

    @Test
    void next_asLongAsAllowed_isTaken() throws IOException {
        assertThat(lines("12345\n12345", 5)).containsExactly("12345", "12345");
    }

    @Test
    void next_tooLong_isSkippedWholeAndCounted() throws IOException {
        String huge = "y".repeat(3 * CHUNK);
        LineReader reader = reader("a\n" + huge + "\nb\n123456\n" + huge + "\nc\n", 5);

        assertThat(rest(reader)).containsExactly("a", "b", "c");
        assertThat(reader.skipped()).isEqualTo(3);
    }

    @Test
    void next_tooLongAtTheEnd_isSkippedAndCounted() throws IOException {
        LineReader reader = reader("a\n123456", 5);

        assertThat(rest(reader)).containsExactly("a");
        assertThat(reader.skipped()).isEqualTo(1);
    }

    @Test
    void next_afterTheEnd_staysEmpty() throws IOException {
        LineReader reader = reader("a\n123456", 5);
        rest(reader);

        assertThat(reader.next()).isEmpty();
        assertThat(reader.skipped()).isEqualTo(1);
    }

    static List<String> rest(LineReader reader) throws IOException {
        List<String> lines = new ArrayList<>();
        for (Optional<byte[]> line = reader.next(); line.isPresent(); line = reader.next()) {
            lines.add(new String(line.orElseThrow(), StandardCharsets.ISO_8859_1));
        }
        return lines;
    }

    private static List<String> lines(String text, int maxLine) throws IOException {
        return rest(reader(text, maxLine));
    }

    private static LineReader reader(String text, int maxLine) {
        return new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)), maxLine);
    }
}
