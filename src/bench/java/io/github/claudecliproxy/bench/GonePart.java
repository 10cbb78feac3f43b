package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * (f) A thousand clients that hang up, ten at a time: how long until their slots (or places in the queue) are free, and
 * until their processes are gone. Then the server is killed: how long until no CLI is left.
 */
final class GonePart implements Part {
    private static final int AT_ONCE = 10;
    private static final double WORST_MS = 12_000;
    private static final double KILLED_MS = 5000;
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Map<String, String> SETTINGS = Map.of(
            "MAX_CONCURRENT", String.valueOf(AT_ONCE),
            "MAX_QUEUE_DEPTH", "100",
            "CLAUDE_PROXY_IDLE_MS", "0");

    private final Setup setup;
    private final Random random = new Random(1);

    GonePart(Setup setup) {
        this.setup = setup;
    }

    @Override
    public void run() throws IOException {
        try (ProxyProcess proxy = setup.freeProxy(SETTINGS, setup.home("gone"));
                HttpConnection control = proxy.connect()) {
            for (GoneClient.State state : GoneClient.State.values()) {
                leave(proxy, control, state);
            }
        }
        killRunning();
        killWaiting();
    }

    private void leave(ProxyProcess proxy, HttpConnection control, GoneClient.State state) throws IOException {
        Sample slots = new Sample();
        Sample processes = new Sample();
        int rounds = setup.options().of(25, 2);
        for (int round = 0; round < rounds; round++) {
            boolean queued = state == GoneClient.State.QUEUED;
            List<GoneClient> before =
                    queued ? reach(proxy, control, GoneClient.State.PLAIN, "active") : new ArrayList<>();
            List<GoneClient> clients = reach(proxy, control, state, queued ? "queued" : "active");
            Await.pause(Duration.ofMillis(random.nextInt(1000))); // the server looks once a second
            long began = System.nanoTime();
            hangUp(clients);
            watch(proxy, control, queued, began, slots, processes);
            hangUp(before);
            proxy.awaitIdle(control, LIMIT);
            Await.met(LIMIT, () -> processes(proxy.metrics(control)) == 0);
        }
        report(state, rounds * AT_ONCE, slots, processes);
    }

    private static List<GoneClient> reach(
            ProxyProcess proxy, HttpConnection control, GoneClient.State state, String counter) throws IOException {
        List<GoneClient> clients = new ArrayList<>();
        for (int i = 0; i < AT_ONCE; i++) {
            clients.add(new GoneClient(proxy, state));
        }
        if (state == GoneClient.State.STREAMING || state == GoneClient.State.SILENT) {
            for (GoneClient client : clients) {
                client.awaitBegun();
            }
        }
        if (!Await.met(LIMIT, () -> reached(proxy.metrics(control), counter))) {
            throw new IOException("not all " + state + ": " + proxy.metrics(control));
        }
        return clients;
    }

    private static boolean reached(JsonNode metrics, String counter) {
        return metrics.path(counter).asInt() == AT_ONCE && processes(metrics) == AT_ONCE;
    }

    private static void hangUp(List<GoneClient> clients) throws IOException {
        for (GoneClient client : clients) {
            client.hangUp();
        }
    }

    /** Notes the time of each slot that is freed and each process that goes. Who waits has no process. */
    private static void watch(
            ProxyProcess proxy, HttpConnection control, boolean queued, long began, Sample slots, Sample processes)
            throws IOException {
        String counter = queued ? "queued" : "active";
        int[] left = {AT_ONCE, queued ? 0 : AT_ONCE};
        Await.met(LIMIT, () -> {
            JsonNode metrics = proxy.metrics(control);
            long passed = System.nanoTime() - began;
            for (int now = metrics.path(counter).asInt(); left[0] > now; left[0]--) {
                slots.addNanos(passed);
            }
            for (int now = processes(metrics); left[1] > now; left[1]--) {
                processes.addNanos(passed);
            }
            return left[0] == 0 && left[1] == 0;
        });
    }

    private static int processes(JsonNode metrics) {
        return metrics.at("/sessions/processes").asInt();
    }

    private void report(GoneClient.State state, int count, Sample slots, Sample processes) {
        Figure figure = Figure.of("f", count + " gone: " + state.name().toLowerCase(java.util.Locale.ROOT))
                .number("slot p50 ms", slots.median())
                .number("slot max ms", slots.percentile(100))
                .check(Check.atMost("ms, median", slots.median(), state.targetMs(), WORST_MS))
                .check(Check.atMost("ms, worst", slots.percentile(100), WORST_MS, WORST_MS));
        boolean queued = state == GoneClient.State.QUEUED;
        if (!queued) {
            figure = figure.number("process p50 ms", processes.median())
                    .number("process max ms", processes.percentile(100))
                    .check(Check.atMost("ms, process, worst", processes.percentile(100), WORST_MS, WORST_MS));
        }
        boolean all = slots.count() == count && (queued || processes.count() == count);
        setup.report().add(figure.trouble(all ? "" : slots.count() + " slots, " + processes.count() + " processes"));
    }

    private void killRunning() throws IOException {
        try (ProxyProcess proxy = setup.freeProxy(SETTINGS, setup.home("killed"));
                HttpConnection control = proxy.connect()) {
            reach(proxy, control, GoneClient.State.SILENT, "active");
            kill(proxy, "server killed: " + AT_ONCE + " running");
        }
    }

    private void killWaiting() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                ProxyProcess proxy = setup.realProxy(Map.of(), setup.home("killed-real"), upstream);
                HttpConnection control = proxy.connect()) {
            control.post(
                            "/v1/messages",
                            new Conversation("", false).ask("Hello").body(),
                            line -> {})
                    .expectOk();
            if (!Await.met(LIMIT, () -> processes(proxy.metrics(control)) == 3)) {
                throw new IOException("no process waits beside: " + proxy.metrics(control));
            }
            kill(proxy, "server killed: CLIs that wait, real CLI");
        }
    }

    private void kill(ProxyProcess proxy, String name) throws IOException {
        List<ProcessHandle> below = proxy.process().descendants().toList();
        long began = System.nanoTime();
        proxy.process().destroyForcibly();
        boolean gone = Await.met(LIMIT, () -> below.stream().noneMatch(ProcessHandle::isAlive));
        double millis = (System.nanoTime() - began) / 1e6;
        setup.report()
                .add(Figure.of("f", name)
                        .number("processes", below.size())
                        .number("last gone ms", millis)
                        .check(Check.atMost("ms, last gone", millis, KILLED_MS, KILLED_MS))
                        .trouble(gone && !below.isEmpty() ? "" : "not all went, or there were none"));
    }
}
