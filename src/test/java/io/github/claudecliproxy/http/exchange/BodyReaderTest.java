package io.github.claudecliproxy.http.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.http.HttpFixtures;
import io.github.claudecliproxy.work.QuietWork;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BodyReaderTest {
    @Test
    void bodyThatCameWithItsHeaders_isReadThoughItsServerCallsItFinished() throws Exception {
        AtomicReference<String> body = new AtomicReference<>("");
        RecordedResponse response = new RecordedResponse();
        try (ConnectionWatch clients = new ConnectionWatch(Thread::new)) {
            BodyBudget.Share share = new BodyBudget(HttpFixtures.bodies(9, 9)).begin(5);
            Exchange exchange = new Exchange(response, HttpFixtures.request(), clients, share, received -> {});

            new BodyReader(exchange, (whole, same) -> {
                        body.set(new String(whole, StandardCharsets.US_ASCII));
                        return new QuietWork();
                    })
                    .listenTo(new Arrived("hello"));
        }

        assertThat(body).hasValue("hello");
        assertThat(response.resumed()).isEmpty();
    }

    /** All bytes are there, and it behaves as Grizzly's: finished, though nothing has been read. */
    private static final class Arrived extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Arrived(String text) {
            this.bytes = new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public void setReadListener(ReadListener listener) {
            try {
                listener.onDataAvailable();
                if (bytes.available() == 0) {
                    listener.onAllDataRead();
                }
            } catch (IOException failure) {
                listener.onError(failure);
            }
        }

        @Override
        public boolean isReady() {
            return bytes.available() > 0;
        }

        @Override
        public boolean isFinished() {
            return true;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public int read(byte[] chunk, int offset, int length) {
            return bytes.read(chunk, offset, length);
        }
    }
}
