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
 * (b) New conversations a second with a CLI that costs nothing, so that what is measured is the way of a request. The
 * clients are threads of ours with a lean client over kept-alive connections; they share the machine with the server,
 * as the baseline's do. The baseline starts a process of the same script for each request.
 *
 * <p>The proxy may run 64 turns at once, so that no client waits for a permit. Its processes take as many conversations
 * as come: what it costs to replace a process is measured with the real CLI.
 */
final class ThroughputPart implements Part {
    private static final Map<String, String> SETTINGS = Map.of(
            "MAX_CONCURRENT", "64",
            "MAX_QUEUE_DEPTH", "1000",
            "CLAUDE_PROXY_MAX_CONVERSATIONS", "1000000");
    private static final String ANSWER = "Hi there";
    private static final int AT_TARGET = 8;

    private final Setup setup;

    ThroughputPart(Setup setup) {
        this.setup = setup;
    }

    @Override
    public void run() throws IOException, InterruptedException {
        Path home = setup.home("free");
        Process perCall = startPerCall(home);
        try {
            int baseline = port(perCall);
            Load.run(
                    AT_TARGET,
                    client(baseline),
                    Load.lasting(Duration.ofSeconds(setup.options().of(5, 1))));
            run("the flags", setup.options().flags(), List.of(AT_TARGET), baseline, home);
            run("flags for many requests", ProxyProcess.BUSY_FLAGS, List.of(1, AT_TARGET, 64), baseline, home);
        } finally {
            setup.children().end(perCall);
        }
    }

    private void run(String name, List<String> flags, List<Integer> clients, int baseline, Path home)
            throws IOException, InterruptedException {
        try (ProxyProcess proxy = setup.freeProxy(flags, SETTINGS, home)) {
            // its code is a hundred times as much as the baseline's, and the optimizing compiler takes its time
            Duration warmUp = Duration.ofSeconds(setup.options().of(45, 2));
            Load.run(AT_TARGET, client(proxy.port()), Load.lasting(warmUp));
            for (int count : clients) {
                boolean checked = count == AT_TARGET && flags.equals(ProxyProcess.BUSY_FLAGS);
                measure(name, count, checked, baseline, proxy.port());
            }
        }
    }

    private static Load.Clients client(int port) {
        return () -> new HttpClient(port, HttpClient.SystemPrompt.ONE, ANSWER);
    }

    /** Baseline and proxy in turn, twice, so that a drift of the machine hits both. */
    private void measure(String name, int clients, boolean checked, int baselinePort, int proxyPort)
            throws InterruptedException {
        Duration time = Duration.ofSeconds(setup.options().of(4, 1));
        Load.Result baseline = Load.Result.none();
        Load.Result proxy = Load.Result.none();
        for (int i = 0; i < 2; i++) {
            Await.quiet(Duration.ofSeconds(5));
            baseline = baseline.plus(Load.run(clients, client(baselinePort), Load.lasting(time)));
            Await.quiet(Duration.ofSeconds(5));
            proxy = proxy.plus(Load.run(clients, client(proxyPort), Load.lasting(time)));
        }
        double ratio = proxy.aSecond() / baseline.aSecond();
        Figure figure = Figure.of("b", name + ", " + clients + (clients == 1 ? " client" : " clients"))
                .number("conversations/s", proxy.aSecond())
                .number("p50 ms", proxy.times().percentile(50))
                .number("p99 ms", proxy.times().percentile(99))
                .number("per call/s", baseline.aSecond())
                .number("per call p50 ms", baseline.times().percentile(50))
                .number("per call p99 ms", baseline.times().percentile(99))
                .sessions(proxy.origins())
                .trouble(proxy.trouble(baseline));
        setup.report()
                .add(
                        checked
                                ? figure.check(Check.atLeast("x process per call, conversations/s", ratio, 5, 4))
                                : figure.number("x process per call", ratio));
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
