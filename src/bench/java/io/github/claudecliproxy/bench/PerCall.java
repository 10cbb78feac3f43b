package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What simple proxies do: {@code claude -p --output-format json} for each call, the prompt on stdin. */
final class PerCall {
    private final Setup setup;
    private final Path home;
    private final ScriptedUpstream upstream;
    private final Sample total = new Sample();

    PerCall(Setup setup, Path home, ScriptedUpstream upstream) {
        this.setup = setup;
        this.home = home;
        this.upstream = upstream;
    }

    void sample(boolean counts) throws IOException {
        Await.quiet(Duration.ofSeconds(5));
        long began = System.nanoTime();
        Process process = setup.children()
                .start(
                        Setup.realEnvironment(home, upstream),
                        home,
                        List.of(
                                Setup.realCli().toString(),
                                "-p",
                                "--model",
                                Conversation.MODEL,
                                "--output-format",
                                "json"));
        process.getOutputStream().write("Say hello.".getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().close();
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        long nanos = System.nanoTime() - began;
        setup.children().end(process);
        if (!answer.contains("Hello world again.")) {
            throw new IOException("claude -p answered " + answer);
        }
        if (counts) {
            total.addNanos(nanos);
        }
    }

    /** Its first token is its last: the answer comes whole. */
    Sample total() {
        return total;
    }

    /** The environment of a CLI that costs nothing. */
    static Map<String, String> freeEnvironment(Path home) {
        return Map.of("PATH", "/usr/bin:/bin", "HOME", home.toString());
    }
}
