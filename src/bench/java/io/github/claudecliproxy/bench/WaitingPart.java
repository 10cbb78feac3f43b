package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * (c) Five thousand requests that wait, each on a connection of its own, while the running turns are held. They arrive
 * one after another, with high, normal and low priority by turns; then the running ones are let go, and all must be
 * answered, in order of priority and arrival.
 *
 * <p>The heap is measured by {@link WaitingHeap}.
 */
final class WaitingPart implements Part {
    /** With one, who runs next can be told for certain. */
    private static final int RUNNING = 1;

    private static final Map<String, String> SETTINGS = Map.of(
            "MAX_CONCURRENT", String.valueOf(RUNNING),
            "MAX_QUEUE_DEPTH", "10000",
            "QUEUE_TIMEOUT_MS", "900000",
            "MESSAGES_TIMEOUT_MS", "900000",
            "QUEUE_AGING_MS", "0");
    /** Five thousand connections take the container about 700 MB, more than the documented flags give it. */
    private static final String HEAP = "-Xmx1500m";

    private static final List<String> PRIORITIES = List.of("high", "normal", "low");
    private static final Duration ARRIVAL = Duration.ofSeconds(10);

    private final Setup setup;
    private final List<Waiting> waiting = new ArrayList<>();

    WaitingPart(Setup setup) {
        this.setup = setup;
    }

    /** A request that was sent, and its number, by which the CLI notes it. */
    private record Waiting(int number, String priority, HttpConnection connection) {}

    @Override
    public void run() throws IOException {
        int count = setup.options().of(5000, 500);
        Path home = setup.home("waiting");
        try (ProxyProcess proxy = setup.freeProxy(SETTINGS, home, HEAP);
                HttpConnection control = proxy.connect()) {
            Jvm jvm = new Jvm(setup.children(), proxy.process());
            warmUp(control);
            for (int i = 0; i < RUNNING; i++) {
                arrive(proxy, control, i, "normal");
            }
            WaitingHeap heap = new WaitingHeap(jvm, home, count);
            long began = System.nanoTime();
            for (int i = 0; i < count; i++) {
                arrive(proxy, control, RUNNING + i, PRIORITIES.get(i % PRIORITIES.size()));
            }
            double arrival = (System.nanoTime() - began) / 1e9;
            int beside = jvm.threadsBesideReaders();
            Map<String, Integer> threads = jvm.threadNames();
            heap.report(setup.report());
            double drained = drain(home);
            report(count, arrival, drained, beside, threads, trouble(home));
        }
    }

    private static void warmUp(HttpConnection control) throws IOException {
        for (int i = 0; i < 50; i++) {
            control.post("/v1/messages", body("Hello " + i), line -> {}).expectOk();
        }
    }

    private void arrive(ProxyProcess proxy, HttpConnection control, int number, String priority) throws IOException {
        HttpConnection connection = proxy.connect();
        connection.begin("/v1/messages", body("Wait. [[hold " + number + "]]"), "x-priority: " + priority + "\r\n");
        waiting.add(new Waiting(number, priority, connection));
        boolean arrived = Await.met(ARRIVAL, () -> {
            JsonNode metrics = proxy.metrics(control);
            return metrics.path("active").asInt() + metrics.path("queued").asInt() == waiting.size();
        });
        if (!arrived) {
            throw new IOException("request " + number + " did not arrive: " + proxy.metrics(control));
        }
    }

    private static byte[] body(String text) {
        return new Conversation("", false).ask(text).body();
    }

    /** Lets the running turns go, and reads all answers; returns the seconds that took. */
    private double drain(Path home) throws IOException {
        long began = System.nanoTime();
        Files.createFile(home.resolve("open"));
        for (Waiting request : waiting) {
            request.connection().receive(line -> {}).expectOk();
            request.connection().close();
        }
        return (System.nanoTime() - began) / 1e9;
    }

    /** The CLIs have noted who came when. */
    private String trouble(Path home) throws IOException {
        List<Integer> noted = Files.readAllLines(home.resolve("order")).stream()
                .map(Integer::valueOf)
                .toList();
        List<Integer> expected = new ArrayList<>();
        waiting.subList(0, RUNNING).forEach(request -> expected.add(request.number()));
        for (String priority : PRIORITIES) {
            waiting.subList(RUNNING, waiting.size()).stream()
                    .filter(request -> request.priority().equals(priority))
                    .forEach(request -> expected.add(request.number()));
        }
        for (int i = 0; i < Math.min(noted.size(), expected.size()); i++) {
            if (!noted.get(i).equals(expected.get(i))) {
                return "out of order at " + i;
            }
        }
        return noted.size() == expected.size() ? "" : noted.size() + " of " + expected.size() + " ran";
    }

    private void report(
            int count, double arrival, double drained, int threads, Map<String, Integer> names, String trouble) {
        System.out.println("c threads: " + new TreeMap<>(names));
        Report report = setup.report();
        report.add(Figure.of("c", count + " waiting: threads")
                .number("threads", threads)
                .check(Check.atMost("threads beside the CLI's readers", threads, 32, 64)));
        report.add(Figure.of("c", count + " waiting: drained in order")
                .number("s to arrive", arrival)
                .number("s to drain", drained)
                .number("turns a second", count / drained)
                .trouble(trouble));
    }
}
