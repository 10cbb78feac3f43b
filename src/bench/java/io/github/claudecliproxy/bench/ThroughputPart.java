package io.github.claudecliproxy.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * (b) Requests a second with a CLI that costs nothing, at 1, 8 and 64 clients that hold conversations. The clients are
 * threads of ours with a lean client over kept-alive connections; they share the machine with the server, as the
 * baseline's do. The baseline starts a process for each request.
 *
 * <p>A conversation needs a process whoever serves it, so with ten turns none could be ten times the baseline: the
 * target is for conversations as agents hold them, and for the flags that the README gives to those who ask often.
 *
 * <p>The proxy may run 64 turns at once and keep as many conversations, so that no client waits for a permit: what
 * is measured is the way of a request, not a setting.
 */
final class ThroughputPart implements Part {
    private static final Map<String, String> SETTINGS = Map.of(
            "MAX_CONCURRENT", "64",
            "MAX_QUEUE_DEPTH", "1000",
            "CLAUDE_PROXY_WARM_SESSIONS", "4",
            "CLAUDE_PROXY_PARKED_SESSIONS", "128",
            "CLAUDE_PROXY_MAX_PROCESSES", "256");
    private static final List<Integer> CLIENTS = List.of(1, 8, 64);
    private static final int AT_TARGET = 8;

    private final Setup setup;

    /**
     * A load and the server that bears it.
     *
     * @param turns of a conversation
     * @param target whether the target is for this
     */
    private record Kind(String name, int turns, List<String> flags, boolean target) {}

    ThroughputPart(Setup setup) {
        this.setup = setup;
    }

    @Override
    public void run() throws IOException, InterruptedException {
        run(new Kind("10 turns", 10, setup.options().flags(), false));
        run(new Kind("100 turns, flags for many", 100, ProxyProcess.BUSY_FLAGS, true));
    }

    private void run(Kind kind) throws IOException, InterruptedException {
        Path home = setup.home("free");
        Process perCall = startPerCall(home);
        try (ProxyProcess proxy = setup.freeProxy(kind.flags(), SETTINGS, home)) {
            int baselinePort = port(perCall);
            Duration warmUp = Duration.ofSeconds(setup.options().of(30, 3));
            Load.run(baselinePort, AT_TARGET, kind.turns(), warmUp);
            Load.run(
                    proxy.port(),
                    AT_TARGET,
                    kind.turns(),
                    warmUp.multipliedBy(2)); // its code is a hundred times as much
            for (int clients : CLIENTS) {
                measure(kind, clients, baselinePort, proxy.port());
            }
        } finally {
            setup.children().end(perCall);
        }
    }

    /** Baseline and proxy in turn, twice, so that a drift of the machine hits both. */
    private void measure(Kind kind, int clients, int baselinePort, int proxyPort) throws InterruptedException {
        Duration time = Duration.ofSeconds(setup.options().of(10, 2));
        Load.Result baseline = Load.Result.none();
        Load.Result proxy = Load.Result.none();
        for (int i = 0; i < 2; i++) {
            Await.quiet(Duration.ofSeconds(5));
            baseline = baseline.plus(Load.run(baselinePort, clients, kind.turns(), time));
            Await.quiet(Duration.ofSeconds(5));
            proxy = proxy.plus(Load.run(proxyPort, clients, kind.turns(), time));
        }
        double ratio = proxy.aSecond() / baseline.aSecond();
        Figure figure = Figure.of("b", kind.name() + ", " + clients + (clients == 1 ? " client" : " clients"))
                .number("req/s", proxy.aSecond())
                .number("p50 ms", proxy.times().percentile(50))
                .number("p99 ms", proxy.times().percentile(99))
                .number("per call req/s", baseline.aSecond())
                .number("per call p50 ms", baseline.times().percentile(50))
                .number("per call p99 ms", baseline.times().percentile(99))
                .sessions(proxy.origins())
                .trouble(failures(baseline, proxy));
        setup.report()
                .add(
                        kind.target() && clients == AT_TARGET
                                ? figure.check(Check.atLeast("x process per call, req/s", ratio, 10, 5))
                                : figure.number("x process per call", ratio));
    }

    private static String failures(Load.Result baseline, Load.Result proxy) {
        return baseline.failures() + proxy.failures() == 0
                ? ""
                : "failed: " + baseline.failures() + " and " + proxy.failures() + " " + proxy.firstFailure();
    }

    private Process startPerCall(Path home) throws IOException {
        return setup.children()
                .start(
                        PerCall.freeEnvironment(home),
                        home,
                        List.of(
                                ProxyProcess.java("java"),
                                // without it each answer waits for the client's delayed acknowledgement
                                "-Dsun.net.httpserver.nodelay=true",
                                "-cp",
                                System.getProperty("java.class.path"),
                                PerCallServer.class.getName(),
                                Setup.freeCli().toString()));
    }

    private static int port(Process perCall) throws IOException {
        BufferedReader out =
                new BufferedReader(new InputStreamReader(perCall.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server with a process per call did not start");
        }
        return Integer.parseInt(line);
    }
}
