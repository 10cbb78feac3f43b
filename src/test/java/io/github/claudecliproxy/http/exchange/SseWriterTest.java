package io.github.claudecliproxy.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.github.claudecliproxy.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class SseWriterTest {
    private final Flushed out = new Flushed();
    private final SseWriter writer = new SseWriter(out);

    @Test
    void event_any_isNamedAndLeavesAtOnce() throws IOException {
        writer.event("message_stop", Json.object().put("type", "message_stop"));

        assertThat(out.left()).isEqualTo("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    }

    @Test
    void event_textWithLineBreaks_staysOneDataLine() throws IOException {
        writer.event("x", Json.object().put("text", "a\n\nevent: b\r\nü"));

        assertThat(out.left()).isEqualTo("event: x\ndata: {\"text\":\"a\\n\\nevent: b\\r\\nü\"}\n\n");
    }

    @Test
    void event_nameWithLineBreaks_staysOneEvent() throws IOException {
        writer.event("x\n\nevent: y\r", Json.object());

        assertThat(out.left()).isEqualTo("event: x  event: y \ndata: {}\n\n");
    }

    @Test
    void data_any_hasNoName() throws IOException {
        writer.data(Json.object().put("id", "x"));

        assertThat(out.left()).isEqualTo("data: {\"id\":\"x\"}\n\n");
    }

    @Test
    void done_always_isNoJson() throws IOException {
        writer.done();

        assertThat(out.left()).isEqualTo("data: [DONE]\n\n");
    }

    @Test
    void ping_always_isAnEvent() throws IOException {
        writer.ping();

        assertThat(out.left()).isEqualTo("event: ping\ndata: {\"type\": \"ping\"}\n\n");
    }

    @Test
    void comment_always_isNoEvent() throws IOException {
        writer.comment();

        assertThat(out.left()).startsWith(":").endsWith("\n\n").doesNotContain("event", "data");
    }

    @Test
    void event_clientGone_throws() {
        SseWriter gone = new SseWriter(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("reset");
            }
        });

        assertThatIOException().isThrownBy(gone::comment);
        assertThatIOException().isThrownBy(() -> gone.event("x", Json.object()));
    }

    /** Knows what was flushed. */
    private static final class Flushed extends OutputStream {
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private final ByteArrayOutputStream left = new ByteArrayOutputStream();

        @Override
        public void write(int b) {
            held.write(b);
        }

        @Override
        public void flush() throws IOException {
            held.writeTo(left);
            held.reset();
        }

        String left() {
            return left.toString(StandardCharsets.UTF_8);
        }
    }
}
