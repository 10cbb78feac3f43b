package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A client that asks, reads what comes, and at some moment hangs up. */
final class GoneClient {
    private static final Duration BEGUN = Duration.ofSeconds(30);

    private final HttpConnection connection;
    private final CountDownLatch begun = new CountDownLatch(1);

    /** What its request is doing when it goes. */
    enum State {
        STREAMING("[[stamp 1000000 100]]", true, 1000),
        SILENT("[[pause]]", true, 3000),
        PLAIN("[[pause]]", false, 3000),
        QUEUED("Hello", false, 3000);

        private final String question;
        private final boolean stream;
        private final double targetMs;

        State(String question, boolean stream, double targetMs) {
            this.question = question;
            this.stream = stream;
            this.targetMs = targetMs;
        }

        /** What the median should not exceed. */
        double targetMs() {
            return targetMs;
        }
    }

    GoneClient(ProxyProcess proxy, State state) throws IOException {
        connection = proxy.connect();
        connection.begin(
                "/v1/messages",
                new Conversation("", state.stream).ask(state.question).body(),
                "");
        Thread reader = new Thread(this::read, "client");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try {
            connection.receive(line -> {
                if (line.contains("text_delta")) {
                    begun.countDown();
                }
            });
        } catch (IOException gone) {
            // it is we who went
        }
    }

    /** Waits for the first words of a streamed answer. */
    void awaitBegun() throws IOException {
        try {
            if (!begun.await(BEGUN.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IOException("a stream did not begin");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    void hangUp() throws IOException {
        connection.close();
    }
}
