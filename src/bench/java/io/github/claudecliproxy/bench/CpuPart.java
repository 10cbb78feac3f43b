package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.util.Map;

/**
 * (i) Processor time of a new conversation, one after the other: of the proxy's JVM and all its CLIs, against that of a
 * process per call. Our own, the client's, is left out on both sides, and so is the scripted API's.
 */
final class CpuPart implements Part {
    private final Setup setup;

    CpuPart(Setup setup) {
        this.setup = setup;
    }

    @Override
    public void run() throws IOException, InterruptedException {
        run("no system prompt", HttpClient.SystemPrompt.NONE, false);
        run("each its own system prompt", HttpClient.SystemPrompt.EACH, true);
    }

    private void run(String name, HttpClient.SystemPrompt kind, boolean system)
            throws IOException, InterruptedException {
        int calls = setup.options().of(20, 2);
        int conversations = setup.options().of(300, 20);
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                PerCall perCall = new PerCall(setup, setup.home("per-call"), upstream, system)) {
            perCall.converse();
            double before = Cpu.ofEndedChildren();
            Load.Result baseline = Load.run(1, () -> perCall, Load.times(calls));
            double call = (Cpu.ofEndedChildren() - before) / calls;
            try (ProxyProcess proxy = setup.realProxy(Map.of(), setup.home("cpu"), upstream)) {
                Load.Clients client = () -> new HttpClient(proxy.port(), kind, ScriptedUpstream.ANSWER);
                Load.run(1, client, Load.times(setup.options().of(200, 20)));
                double begun = Cpu.ofTree(proxy.process().toHandle());
                Load.Result proxied = Load.run(1, client, Load.times(conversations));
                double each = (Cpu.ofTree(proxy.process().toHandle()) - begun) / conversations;
                setup.report()
                        .add(Figure.of("i", name)
                                .number("CPU ms", each)
                                .number("ms", proxied.times().median())
                                .number("n", conversations)
                                .number("per call CPU ms", call)
                                .number("per call ms", baseline.times().median())
                                .number("per call n", calls)
                                .check(Check.atMost("CPU, of a process per call", each / call, 1 / 10.0, 1 / 6.0))
                                .sessions(proxied.origins())
                                .trouble(proxied.trouble(baseline)));
            }
        }
    }
}
