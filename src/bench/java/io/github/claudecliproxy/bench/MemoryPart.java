package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * (k) Resident memory of two CLI processes that hold one conversation after the other, each with its own system prompt,
 * and are not retired. They may grow in the first half, and not in the second. A process per call holds what one does.
 */
final class MemoryPart implements Part {
    private static final int PROCESSES = 2;
    private static final double MOST_MB_EACH = 350;
    /** What the memory of a process that grows no more goes up and down between collections, as a share. */
    private static final double NOISE = 0.03;

    private static final Map<String, String> SETTINGS = Map.of(
            "MAX_CONCURRENT",
            String.valueOf(PROCESSES),
            "CLAUDE_PROXY_MAX_PROCESSES",
            String.valueOf(PROCESSES),
            "CLAUDE_PROXY_MAX_CONVERSATIONS",
            "1000000",
            "CLAUDE_PROXY_MAX_MEMORY_MB",
            "1000000");
    private static final int STEPS = 20;
    private static final Duration START = Duration.ofSeconds(60);

    private final Setup setup;

    MemoryPart(Setup setup) {
        this.setup = setup;
    }

    @Override
    public void run() throws IOException, InterruptedException {
        int count = setup.options().conversations();
        Load.Result all = Load.Result.none();
        List<Double> levels = new ArrayList<>();
        int processes = 0;
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                ProxyProcess proxy = setup.realProxy(SETTINGS, setup.home("memory"), upstream);
                HttpConnection control = proxy.connect()) {
            // one of the CLI's default model is started first, and gives way to the model's own once it is there
            Await.met(START, () -> proxy.metrics(control).at("/sessions/empty").asInt() > 0);
            Jvm jvm = new Jvm(setup.children(), proxy.process());
            Load.Clients client =
                    () -> new HttpClient(proxy.port(), HttpClient.SystemPrompt.EACH, ScriptedUpstream.ANSWER);
            Load.run(1, client, Load.times(1)); // two at once might each leave it where it is
            for (int step = 0; step < STEPS; step++) {
                int part = count * (step + 1) / STEPS - count * step / STEPS;
                all = all.plus(Load.run(PROCESSES, client, Load.times(part)));
                List<Double> each = jvm.cliMb();
                levels.add(each.stream().mapToDouble(Double::doubleValue).sum());
                processes = Math.max(processes, each.size());
                System.out.println("k " + all.times().count() + " conversations: MB " + each);
            }
        }
        Figure figure = figure(count, all, levels);
        setup.report().add(processes == PROCESSES ? figure : figure.trouble(processes + " processes"));
    }

    private static Figure figure(int count, Load.Result all, List<Double> levels) {
        double most = levels.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN);
        double middle = mean(levels.subList(STEPS / 2, STEPS * 3 / 4));
        double end = mean(levels.subList(STEPS * 3 / 4, STEPS));
        return Figure.of("k", count + " conversations through " + PROCESSES + " processes")
                .number("MB first", levels.get(0))
                .number("MB third quarter", middle)
                .number("MB last quarter", end)
                .number("conversations/s", all.aSecond())
                .check(Check.atMost("MB, both at most", most, PROCESSES * MOST_MB_EACH, PROCESSES * MOST_MB_EACH))
                .check(Check.atMost("x, last quarter to the one before", end / middle, 1 + NOISE, 1 + 2 * NOISE))
                .sessions(all.origins())
                .trouble(all.trouble(Load.Result.none()));
    }

    private static double mean(List<Double> levels) {
        return levels.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }
}
