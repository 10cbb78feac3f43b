package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * (d) Twenty streams of a hundred events a second. The CLI that costs nothing writes into each event when it wrote it;
 * a client of the proxy, and for comparison a reader of the CLI's own pipe, looks at the clock when the event is there.
 * Both read with a thread a stream. What the proxy adds is the difference; what OpenAI's APIs add is that to
 * {@code /v1/messages}.
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
        DelayLines bare = StreamedApi.MESSAGES.lines();
        Map<StreamedApi, DelayLines> proxied = new EnumMap<>(StreamedApi.class);
        Origins origins = new Origins();
        try (ProxyProcess proxy = setup.freeProxy(SETTINGS, setup.home("stream"))) {
            for (StreamedApi api : StreamedApi.values()) {
                proxied.put(api, api.lines());
                all(i -> throughProxy(proxy, api, 5 * RATE, api.lines(), new Origins())); // to warm up
            }
            for (int round = 0; round < 2; round++) {
                all(i -> fromPipe(proxy, events, bare));
                for (StreamedApi api : StreamedApi.values()) {
                    all(i -> throughProxy(proxy, api, events, Objects.requireNonNull(proxied.get(api)), origins));
                }
            }
        }
        int expected = 2 * STREAMS * events;
        DelayLines messages = Objects.requireNonNull(proxied.get(StreamedApi.MESSAGES));
        setup.report()
                .add(figure(STREAMS + " streams of " + RATE + " events/s", messages, bare, "bare")
                        .check(Check.atMost("ms added, p99", added(messages, bare, 99), 2, 5))
                        .sessions(origins)
                        .trouble(trouble(expected, bare, messages)));
        for (StreamedApi api : List.of(StreamedApi.CHAT_COMPLETIONS, StreamedApi.RESPONSES)) {
            DelayLines delays = Objects.requireNonNull(proxied.get(api));
            setup.report()
                    .add(figure("the same, " + api.path(), delays, messages, "/v1/messages")
                            .check(Check.atMost("ms added to /v1/messages, p99", added(delays, messages, 99), 1, 5))
                            .trouble(trouble(expected, messages, delays)));
        }
    }

    private static Figure figure(String name, DelayLines delays, DelayLines baseline, String of) {
        return Figure.of("d", name)
                .number("p50 ms", delays.delays().percentile(50))
                .number("p99 ms", delays.delays().percentile(99))
                .number(of + " p50 ms", baseline.delays().percentile(50))
                .number(of + " p99 ms", baseline.delays().percentile(99))
                .number("added p50 ms", added(delays, baseline, 50));
    }

    private static double added(DelayLines delays, DelayLines baseline, int percentile) {
        return delays.delays().percentile(percentile) - baseline.delays().percentile(percentile);
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

    private static void throughProxy(
            ProxyProcess proxy, StreamedApi api, int events, DelayLines delays, Origins origins) throws IOException {
        byte[] body = api.body(stamps(events));
        try (HttpConnection connection = proxy.connect()) {
            origins.add(connection.post(api.path(), body, delays).expectOk().session());
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
