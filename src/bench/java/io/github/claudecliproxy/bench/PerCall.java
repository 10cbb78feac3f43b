package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What simple proxies do: {@code claude -p PROMPT --output-format json} for each call. */
final class PerCall implements Load.Client {
    private final Setup setup;
    private final Path home;
    private final ScriptedUpstream upstream;
    private final boolean system;
    private final Sample total = new Sample();

    /**
     * One with a home for its processes.
     *
     * @param system whether each call has a system prompt of its own
     */
    PerCall(Setup setup, Path home, ScriptedUpstream upstream, boolean system) {
        this.setup = setup;
        this.home = home;
        this.upstream = upstream;
        this.system = system;
    }

    void sample(boolean counts) throws IOException {
        Await.quiet(Duration.ofSeconds(5));
        long nanos = call();
        if (counts) {
            total.addNanos(nanos);
        }
    }

    @Override
    public String converse() throws IOException {
        call();
        return "none";
    }

    /** Returns how long it took until the answer was there; the process needs a little longer to end. */
    private long call() throws IOException {
        long began = System.nanoTime();
        List<String> command = new ArrayList<>(List.of(
                Setup.realCli().toString(),
                "-p",
                "Hello, I am " + UUID.randomUUID(),
                "--model",
                Conversation.MODEL,
                "--output-format",
                "json"));
        if (system) {
            command.addAll(List.of("--system-prompt", "You are " + UUID.randomUUID() + "."));
        }
        Process process = setup.children().start(Setup.realEnvironment(home, upstream), home, command);
        process.getOutputStream().close();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        long nanos = System.nanoTime() - began;
        setup.children().awaitEnd(process);
        if (!answer.contains(ScriptedUpstream.ANSWER)) {
            throw new IOException("claude -p answered " + answer);
        }
        return nanos;
    }

    /** Its first token is its last: the answer comes whole. */
    Sample total() {
        return total;
    }

    @Override
    public void close() {
        // each call has ended what it began
    }

    /** The environment of a CLI that costs nothing. */
    static Map<String, String> freeEnvironment(Path home) {
        return Map.of("PATH", "/usr/bin:/bin", "HOME", home.toString());
    }
}
