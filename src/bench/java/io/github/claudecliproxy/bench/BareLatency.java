package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The samples of the bare CLI. One process has no system prompt, one always another, one the client's tool. */
final class BareLatency implements AutoCloseable {
    private static final Duration REST = Duration.ofSeconds(5);

    private final Latencies latencies = new Latencies();
    private final List<BareLoop> loops = new ArrayList<>();
    private final BareLoop plain;
    private final BareLoop system;
    private final BareLoop tool;

    BareLatency(Setup setup, CapturedCommand command, Path home) throws IOException {
        Path directory = Files.createDirectories(home.resolve("empty"));
        for (boolean tools : new boolean[] {false, false, true}) {
            loops.add(new BareLoop(
                    new BareCli(setup.children(), command.environment(), directory, command.command()), tools));
        }
        plain = loops.get(0);
        system = loops.get(1);
        tool = loops.get(2);
    }

    /** So many conversations of two turns, without and with a system prompt. */
    void warmUp(int conversations) throws IOException {
        for (int i = 0; i < conversations; i++) {
            plain.begin("", "Warm up " + i);
            plain.awaitTurnEnd();
            plain.next("And again.");
            plain.awaitTurnEnd();
            system.begin("Bare warm-up " + i + ".", "Say hello.");
            system.awaitTurnEnd();
        }
    }

    /** A new conversation of three turns, and another last question. */
    void sampleConversation(int round, boolean counts) throws IOException {
        AnswerLines fresh = rested(plain, () -> plain.begin("", "Say hello. " + round));
        AnswerLines next = rested(plain, () -> plain.next("And again."));
        rested(plain, () -> plain.next("And once more."));
        AnswerLines branch = rested(plain, () -> plain.edit("Or something else?"));
        if (counts) {
            latencies.fresh().add(fresh);
            latencies.next().add(next);
            latencies.branch().add(branch);
        }
    }

    void sampleSystem(int round, boolean counts) throws IOException {
        AnswerLines answer = rested(system, () -> system.begin("Bare number " + round + ".", "Say hello."));
        if (counts) {
            latencies.system().add(answer);
        }
    }

    private interface Asking {
        AnswerLines ask() throws IOException;
    }

    private static AnswerLines rested(BareLoop loop, Asking asking) throws IOException {
        Await.quiet(REST);
        AnswerLines answer = asking.ask();
        loop.awaitTurnEnd();
        return answer;
    }

    /** From the question to the end of the last answer, in one process. */
    void sampleTools(int rounds, int round, boolean counts) throws IOException {
        Await.quiet(REST);
        long began = System.nanoTime();
        AnswerLines answer = tool.begin("You look up, number " + round + ".", "Look it up. [[tools " + rounds + "]]");
        int called = 0;
        while (!AnswerLines.toolCall(answer.content()).isEmpty()) {
            called++;
            answer = tool.answerTool();
        }
        long nanos = System.nanoTime() - began;
        tool.awaitTurnEnd();
        if (called != rounds) {
            throw new IOException("the bare CLI called " + called + " tools of " + rounds);
        }
        if (counts) {
            latencies.tools().addNanos(nanos);
        }
    }

    Latencies latencies() {
        return latencies;
    }

    @Override
    public void close() {
        loops.forEach(BareLoop::close);
    }
}
