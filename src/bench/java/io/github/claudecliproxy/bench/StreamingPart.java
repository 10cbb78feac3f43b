package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * (d) Twenty streams of a hundred events a second. The CLI that costs nothing writes into each event when it wrote it;
 * a client of the proxy, and for comparison a reader of the CLI's own pipe, looks at the clock when the event is there.
 * Both read with a thread a stream. What the proxy adds is the difference.
 */
final class StreamingPart implements Part {
    private static final int STREAMS = 20;
    private static final int RATE = 100;
    private static final Map<String, String> SETTINGS =
            Map.of("MAX_CONCURRENT", String.valueOf(STREAMS), "CLAUDE_PROXY_MAX_PROCESSES", "64");

    private final Setup setup;

    StreamingPart(Setup setup) {
        this.setup = setup;
    }

    @Override
    public void run() throws IOException, InterruptedException {
        int events = RATE * setup.options().of(10, 2);
        DelayLines bare = new DelayLines();
        DelayLines proxied = new DelayLines();
        Origins origins = new Origins();
        try (ProxyProcess proxy = setup.freeProxy(SETTINGS, setup.home("stream"))) {
            all(i -> throughProxy(proxy, 5 * RATE, new DelayLines(), new Origins())); // to warm up
            for (int round = 0; round < 2; round++) {
                all(i -> fromPipe(proxy, events, bare));
                all(i -> throughProxy(proxy, events, proxied, origins));
            }
        }
        int expected = 2 * STREAMS * events;
        double p99 = proxied.delays().percentile(99) - bare.delays().percentile(99);
        setup.report()
                .add(Figure.of("d", STREAMS + " streams of " + RATE + " events/s")
                        .number("p50 ms", proxied.delays().percentile(50))
                        .number("p99 ms", proxied.delays().percentile(99))
                        .number("bare p50 ms", bare.delays().percentile(50))
                        .number("bare p99 ms", bare.delays().percentile(99))
                        .number(
                                "added p50 ms",
                                proxied.delays().percentile(50) - bare.delays().percentile(50))
                        .check(Check.atMost("ms added, p99", p99, 2, 5))
                        .sessions(origins)
                        .trouble(trouble(expected, bare, proxied)));
    }

    private static String trouble(int expected, DelayLines bare, DelayLines proxied) {
        return bare.delays().count() == expected && proxied.delays().count() == expected
                ? ""
                : "events: " + bare.delays().count() + " and "
                        + proxied.delays().count() + " of " + expected;
    }

    /** Starts one thread a stream, a little apart, as streams do not begin together. */
    private static void all(StreamOf streams) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < STREAMS; i++) {
            int stream = i;
            Thread thread = new Thread(
                    () -> {
                        try {
                            streams.read(stream);
                        } catch (IOException failed) {
                            System.err.println("stream " + stream + ": " + failed.getMessage());
                        }
                    },
                    "stream-" + i);
            thread.start();
            threads.add(thread);
            Await.pause(java.time.Duration.ofMillis(7));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private interface StreamOf {
        void read(int stream) throws IOException;
    }

    private static void throughProxy(ProxyProcess proxy, int events, DelayLines delays, Origins origins)
            throws IOException {
        byte[] body = new Conversation("", true).ask(stamps(events)).body();
        try (HttpConnection connection = proxy.connect()) {
            origins.add(connection.post("/v1/messages", body, delays).expectOk().session());
        }
    }

    private void fromPipe(ProxyProcess proxy, int events, DelayLines delays) throws IOException {
        Map<String, String> environment = new HashMap<>(PerCall.freeEnvironment(proxy.home()));
        List<String> command = List.of(Setup.freeCli().toString(), "-p", "--input-format", "stream-json");
        try (BareCli cli = new BareCli(setup.children(), environment, proxy.home(), command)) {
            cli.send(List.of(BareLines.user(stamps(events), "stamps")));
            cli.readTo(delays);
        }
    }

    private static String stamps(int events) {
        return "[[stamp " + events + " " + RATE + "]]";
    }
}
