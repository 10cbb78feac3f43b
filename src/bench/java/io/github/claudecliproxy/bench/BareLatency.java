package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The samples of the bare CLI. */
final class BareLatency {
    private static final Duration REST = Duration.ofSeconds(5);

    private final Setup setup;
    private final CapturedCommand command;
    private final Path directory;
    private final Latency spawned = new Latency();
    private final Latency initialized = new Latency();
    private final Latency next = new Latency();
    private final Sample tools = new Sample();

    BareLatency(Setup setup, CapturedCommand command, Path home) throws IOException {
        this.setup = setup;
        this.command = command;
        this.directory = Files.createDirectories(home.resolve("empty"));
    }

    private BareCli start() throws IOException {
        BareCli cli = new BareCli(setup.children(), command.environment(), directory, command.command());
        Await.quiet(REST);
        return cli;
    }

    /** A process that was started earlier gets everything at once; then the next turn in it. */
    void sampleSpawned(String system, boolean counts) throws IOException {
        try (BareCli cli = start()) {
            AnswerLines answer = cli.ask(List.of(
                    BareLines.initialize(system, false), BareLines.settings(false), BareLines.user("Say hello.")));
            cli.awaitTurnEnd();
            Await.quiet(REST);
            AnswerLines again = cli.ask(List.of(BareLines.settings(false), BareLines.user("And again.")));
            if (counts) {
                spawned.add(answer);
                next.add(again);
            }
        }
    }

    /** A process that has its system prompt already gets the question. */
    void sampleInitialized(boolean counts) throws IOException {
        try (BareCli cli = start()) {
            cli.send(List.of(BareLines.initialize("You are always the same.", false)));
            cli.await("control_response");
            Await.quiet(REST);
            AnswerLines answer = cli.ask(List.of(BareLines.settings(false), BareLines.user("Say hello.")));
            if (counts) {
                initialized.add(answer);
            }
        }
    }

    /** From the question to the end of the last answer, in one process. */
    void sampleTools(int rounds, boolean counts) throws IOException {
        try (BareCli cli = start()) {
            long began = System.nanoTime();
            AnswerLines answer = cli.ask(List.of(
                    BareLines.initialize("You look up.", true),
                    BareLines.settings(true),
                    BareLines.user("Look it up. [[tools " + rounds + "]]")));
            int called = 0;
            while (!AnswerLines.toolCall(answer.content()).isEmpty()) {
                called++;
                answer = cli.answerTool();
            }
            if (called != rounds) {
                throw new IOException("the bare CLI called " + called + " tools of " + rounds);
            }
            if (counts) {
                tools.addNanos(System.nanoTime() - began);
            }
        }
    }

    Latency spawned() {
        return spawned;
    }

    Latency initialized() {
        return initialized;
    }

    Latency next() {
        return next;
    }

    Sample tools() {
        return tools;
    }
}
