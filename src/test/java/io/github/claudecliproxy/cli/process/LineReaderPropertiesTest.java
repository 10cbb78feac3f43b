package io.github.claudecliproxy.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

class LineReaderPropertiesTest {
    @Property
    void next_anyChunks_sameLinesAndSameCount(
            @ForAll @CharRange(from = '\n', to = '\r') @StringLength(max = 200) String text,
            @ForAll @IntRange(min = 0, max = 12) int maxLine,
            @ForAll long seed)
            throws IOException {
        List<String> all =
                text.isEmpty() ? List.of() : Arrays.asList(withoutLastFeed(text).split("\n", -1));
        List<String> taken =
                all.stream().filter(line -> line.length() <= maxLine).toList();
        LineReader reader = new LineReader(new Stuttering(text, seed), maxLine);

        List<String> lines = LineReaderTest.rest(reader);

        assertThat(lines).isEqualTo(taken);
        assertThat(reader.skipped()).isEqualTo(all.size() - taken.size());
    }

    private static String withoutLastFeed(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    /** Gives its bytes in pieces of random size. */
    private static final class Stuttering extends FilterInputStream {
        private final Random random;

        Stuttering(String text, long seed) {
            super(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
            this.random = new Random(seed);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return super.read(bytes, offset, Math.min(length, 1 + random.nextInt(9)));
        }

        @Override
        public int read(byte[] bytes) throws IOException {
            return read(bytes, 0, bytes.length);
        }
    }
}
