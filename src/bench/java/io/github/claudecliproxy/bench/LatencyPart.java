package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/**
 * (a) First token and total with the real CLI, whose API answers at once. In each round every side takes its samples,
 * one after another, each after all processes have come to rest.
 *
 * <p>The bare CLI and the proxies have had some hundred conversations before: both are programs that a compiler makes
 * quicker as they run. A process per call never gets that far.
 *
 * <p>One client asks one question at a time, and the proxies have the settings for that: more processes would only
 * idle beside, and make both sides slower.
 */
final class LatencyPart implements Part {
    private static final String A = "a";
    private static final int ROUNDS_OF_TOOLS = 10;
    private static final int CALLS_OF_TOOL_LOOP = ROUNDS_OF_TOOLS + 1;
    private static final Map<String, String> SETTINGS =
            Map.of("MAX_CONCURRENT", "1", "CLAUDE_PROXY_MAX_PROCESSES", "3");

    private final Setup setup;

    LatencyPart(Setup setup) {
        this.setup = setup;
    }

    @Override
    public void run() throws IOException {
        Path home = setup.home("real");
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                ProxyProcess plain = setup.realProxy(SETTINGS, home, upstream);
                ProxyProcess system = setup.realProxy(SETTINGS, setup.home("real-system"), upstream);
                ProxyLatency product = new ProxyLatency(plain, system);
                BareLatency bare = new BareLatency(setup, CapturedCommand.of(plain), home);
                PerCall perCall = new PerCall(setup, setup.home("per-call"), upstream, false)) {
            int warmUp = setup.options().of(200, 5);
            bare.warmUp(warmUp);
            product.warmUp(warmUp);
            int rounds = setup.options().of(20, 3);
            for (int round = -1; round < rounds; round++) {
                boolean counts = round >= 0; // the first is to warm up
                perCall.sample(counts);
                bare.sampleConversation(round, counts);
                product.sampleConversation(round, counts);
                bare.sampleSystem(round, counts);
                product.sampleSystem(round, counts);
                bare.sampleTools(ROUNDS_OF_TOOLS, round, counts);
                product.sampleTools(ROUNDS_OF_TOOLS, round, counts);
            }
            report(perCall.total(), bare.latencies(), product);
        }
    }

    private void report(Sample perCall, Latencies bare, ProxyLatency product) {
        double call = perCall.median();
        Latencies ours = product.latencies();
        Report report = setup.report();
        report.add(Figure.of(A, "process per call").number("total ms", call).number("n", perCall.count()));
        report.add(figure("new conversation", ours.fresh(), call, bare.fresh(), "warm"));
        report.add(figure("new system prompt", ours.system(), call, bare.system(), "warm"));
        report.add(figure("branch", ours.branch(), call, bare.branch(), "branched"));
        report.add(figure("next turn", ours.next(), call, bare.next(), "continued"));
        report.add(Figure.of(A, "ten tool rounds")
                .number("total ms", ours.tools().median())
                .number("bare ms", bare.tools().median())
                .number("of bare", ours.tools().median() / bare.tools().median())
                .number("of 11 calls", ours.tools().median() / (CALLS_OF_TOOL_LOOP * call))
                .sessions(product.toolOrigins()));
    }

    private static Figure figure(String name, Latency ours, double call, Latency bare, String origin) {
        double first = ours.first().median();
        return Figure.of(A, name)
                .number("first ms", first)
                .number("total ms", ours.total().median())
                .number("bare first ms", bare.first().median())
                .number("bare total ms", bare.total().median())
                .number("n", ours.first().count())
                .check(Check.atMost("first token, of a process per call", first / call, 1 / 15.0, 1 / 9.0))
                .check(Check.atMost(
                        "first token, of the bare CLI", first / bare.first().median(), 1.25, 1.5))
                .sessions(ours.origins(), origin);
    }
}
