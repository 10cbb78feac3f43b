package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * (g) A full queue of a thousand: how soon others are refused, and {@code /health} and {@code /metrics} answered. Then
 * five thousand connections that never finish a request, within the memory of the documented flags.
 */
final class OverloadPart implements Part {
    private static final String BEGIN = "POST /v1/messages HTTP/1.1\r\nhost: localhost\r\n";
    private static final int CONNECT_MS = 2000;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Setup setup;

    OverloadPart(Setup setup) {
        this.setup = setup;
    }

    @Override
    public void run() throws IOException {
        fullQueue();
        unfinished("idle", "");
        unfinished("unfinished headers", BEGIN + "x-slow: ");
        unfinished("unfinished bodies", BEGIN + "content-type: application/json\r\ncontent-length: 5000\r\n\r\n{");
    }

    private void fullQueue() throws IOException {
        int count = setup.options().of(1000, 200);
        Map<String, String> settings =
                Map.of("MAX_CONCURRENT", "1", "MAX_QUEUE_DEPTH", String.valueOf(count), "QUEUE_TIMEOUT_MS", "900000");
        List<HttpConnection> waiting = new ArrayList<>();
        try (ProxyProcess proxy = setup.freeProxy(settings, setup.home("full"));
                HttpConnection control = proxy.connect()) {
            for (int i = 0; i <= count; i++) {
                HttpConnection connection = proxy.connect();
                connection.begin("/v1/messages", body("[[pause]]"), "x-priority: low\r\n");
                waiting.add(connection);
            }
            if (!Await.met(LIMIT, () -> proxy.metrics(control).path("queued").asInt() == count)) {
                throw new IOException("not all wait: " + proxy.metrics(control));
            }
            Sample refused = new Sample();
            Sample status = new Sample();
            int others = 0;
            for (int i = 0; i < setup.options().of(500, 50); i++) {
                long began = System.nanoTime();
                HttpConnection.Answer answer = control.post("/v1/messages", body("Hello"), line -> {});
                refused.addNanos(System.nanoTime() - began);
                others += answer.status() == 503 ? 0 : 1;
                began = System.nanoTime();
                control.get(i % 2 == 0 ? "/health" : "/metrics").expectOk();
                status.addNanos(System.nanoTime() - began);
            }
            report("refused while " + count + " wait", refused, others == 0 ? "" : others + " were not refused");
            report("/health and /metrics meanwhile", status, "");
        } finally {
            for (HttpConnection connection : waiting) {
                connection.close();
            }
        }
    }

    private void report(String name, Sample sample, String trouble) {
        setup.report()
                .add(Figure.of("g", name)
                        .number("p50 ms", sample.median())
                        .number("p99 ms", sample.percentile(99))
                        .number("max ms", sample.percentile(100))
                        .check(Check.atMost("ms, p99", sample.percentile(99), 50, 1000))
                        .trouble(trouble));
    }

    private static byte[] body(String text) {
        return new Conversation("", false).ask(text).body();
    }

    private void unfinished(String name, String request) throws IOException {
        int count = setup.options().of(5000, 1000);
        Path home = setup.home("connections");
        List<Socket> sockets = new ArrayList<>();
        try (ProxyProcess proxy = setup.freeProxy(Map.of(), home);
                HttpConnection control = proxy.connect()) {
            control.get("/health").expectOk();
            int taken = open(sockets, count, proxy.port(), request);
            double resident = new Jvm(setup.children(), proxy.process()).residentMb();
            long began = System.nanoTime();
            control.get("/health").expectOk();
            double health = (System.nanoTime() - began) / 1e6;
            close(sockets);
            try (HttpConnection after = proxy.connect()) {
                after.post("/v1/messages", body("Hello"), line -> {}).expectOk();
            }
            boolean enough = !Files.readString(home.resolve("proxy.log")).contains("OutOfMemory");
            setup.report()
                    .add(Figure.of("g", count + " connections: " + name)
                            .number("taken at once", taken)
                            .number("resident MB", resident)
                            .number("/health ms", health)
                            .check(Check.atMost("MB resident", resident, 512, 640))
                            .trouble(enough ? "" : "out of memory"));
        } finally {
            close(sockets);
        }
    }

    /** Opens so many; where no more are taken for now, those that are. */
    private static int open(List<Socket> sockets, int count, int port, String request) throws IOException {
        byte[] bytes = request.getBytes(StandardCharsets.US_ASCII);
        for (int i = 0; i < count; i++) {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
            } catch (SocketTimeoutException full) {
                return i;
            }
            sockets.add(socket);
            socket.getOutputStream().write(bytes);
        }
        return count;
    }

    private static void close(List<Socket> sockets) throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
