package io.github.claudecliproxy.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StderrTailTest {
    private static final int KEPT = 2048;

    private final StderrTail tail = new StderrTail();

    @Test
    void text_nothingSaid_isEmpty() {
        drain("");

        assertThat(tail.text()).isEmpty();
    }

    @Test
    void text_severalLines_isOneWithoutColours() {
        drain("\n\u001b[31merror:\u001b[0m no\tkey\r\n\0at é\n");

        assertThat(tail.text()).isEqualTo("error: no key at é");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, KEPT - 1, KEPT, KEPT + 1, 8192, 8193, 100_000})
    void text_muchSaid_isTheLastOfIt(int before) {
        String last = "the end " + "z".repeat(KEPT - 8);

        drain("y".repeat(before) + last);

        assertThat(tail.text()).isEqualTo(last);
    }

    @Test
    void text_saidInManyPieces_isTheLastOfThem() {
        for (int i = 0; i < 3000; i++) {
            drain(i + ";");
        }

        assertThat(tail.text()).hasSize(KEPT).endsWith(";2998;2999;");
    }

    @Test
    void drain_streamBreaks_keepsWhatCame() {
        InputStream broken = new SequenceInputStream(stream("said"), new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("Stream closed");
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return read();
            }
        });

        tail.drain(broken);

        assertThat(tail.text()).isEqualTo("said");
    }

    private void drain(String text) {
        tail.drain(stream(text));
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
