package io.github.claudecliproxy.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.testing.Samples;
import io.github.claudecliproxy.testing.Seeds;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineReaderPropertiesTest {
    @Test
    void next_anyChunks_sameLinesAndSameCount() {
        Seeds.each(seed -> {
            Samples samples = new Samples(seed);
            String text = String.join("", samples.list(200, () -> samples.any("\n", "\u000b", "\f", "\r")));
            int maxLine = samples.upTo(13);
            List<String> all = text.isEmpty()
                    ? List.of()
                    : Arrays.asList(withoutLastFeed(text).split("\n", -1));
            List<String> taken =
                    all.stream().filter(line -> line.length() <= maxLine).toList();
            LineReader reader = new LineReader(new Stuttering(text, samples), maxLine);

            List<String> lines = LineReaderTest.rest(reader);

            assertThat(lines).isEqualTo(taken);
            assertThat(reader.skipped()).isEqualTo(all.size() - taken.size());
        });
    }

    private static String withoutLastFeed(String text) {
        return text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
    }

    /** Gives its bytes in pieces of random size. */
    private static final class Stuttering extends FilterInputStream {
        private final Samples samples;

        Stuttering(String text, Samples samples) {
            super(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
            this.samples = samples;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            return super.read(bytes, offset, Math.min(length, 1 + samples.upTo(9)));
        }

        @Override
        public int read(byte[] bytes) throws IOException {
            return read(bytes, 0, bytes.length);
        }
    }
}
