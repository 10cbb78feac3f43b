package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.util.Map;

/**
 * (h) New conversations a second with the real CLI under steady load, against a process per call. Each side holds a fixed
 * number of conversations after a warm-up; the baseline half of its own before the proxy starts and half after it has
 * ended, so that the proxy's idle processes cost it nothing and a drift of the machine hits both.
 */
final class ConversationsPart implements Part {
    private static final int CLIENTS = 4;

    private final Setup setup;

    ConversationsPart(Setup setup) {
        this.setup = setup;
    }

    @Override
    public void run() throws IOException, InterruptedException {
        run("no system prompt", HttpClient.SystemPrompt.NONE, false);
        run("each its own system prompt", HttpClient.SystemPrompt.EACH, true);
    }

    private void run(String name, HttpClient.SystemPrompt kind, boolean system)
            throws IOException, InterruptedException {
        int calls = setup.options().of(40, 4);
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                PerCall perCall = new PerCall(setup, setup.home("per-call"), upstream, system)) {
            Load.run(CLIENTS, () -> perCall, Load.times(CLIENTS));
            Load.Result baseline = Load.run(CLIENTS, () -> perCall, Load.times(calls));
            Load.Result proxied = proxied(kind, upstream);
            baseline = baseline.plus(Load.run(CLIENTS, () -> perCall, Load.times(calls)));
            double ratio = proxied.aSecond() / baseline.aSecond();
            setup.report()
                    .add(Figure.of("h", name + ", " + CLIENTS + " clients")
                            .number("conversations/s", proxied.aSecond())
                            .number("p50 ms", proxied.times().percentile(50))
                            .number("p99 ms", proxied.times().percentile(99))
                            .number("n", proxied.times().count())
                            .number("per call/s", baseline.aSecond())
                            .number("per call p50 ms", baseline.times().percentile(50))
                            .number("per call n", baseline.times().count())
                            .check(Check.atLeast("x process per call, conversations/s", ratio, 8, 6))
                            .sessions(proxied.origins())
                            .trouble(proxied.trouble(baseline)));
        }
    }

    private Load.Result proxied(HttpClient.SystemPrompt kind, ScriptedUpstream upstream)
            throws IOException, InterruptedException {
        try (ProxyProcess proxy = setup.realProxy(Map.of(), setup.home("load"), upstream)) {
            Load.Clients client = () -> new HttpClient(proxy.port(), kind, ScriptedUpstream.ANSWER);
            Load.run(CLIENTS, client, Load.times(setup.options().of(200, 20)));
            return Load.run(CLIENTS, client, Load.times(setup.options().of(600, 40)));
        }
    }
}
