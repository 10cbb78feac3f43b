package io.github.claudecliproxy.server;

import io.github.claudecliproxy.testing.CliUnderTest;
import io.github.claudecliproxy.testing.FakeCli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A {@code claude} that answers "Hi", then " there", then ends its answer, and before the second and the third waits as
 * long as a test holds it. Between tests nothing is held.
 */
final class GatedCli {
    private static final List<String> GATES = List.of("second", "end");

    private final Path home;
    private final FakeCli cli;

    GatedCli(Path home) throws IOException {
        this.home = home;
        this.cli = new FakeCli(home, """
                gate() { while [ ! -e '%s'/$1 ]; do sleep 0.05; done; }
                start
                gate second
                echo '{"type":"stream_event","event":{"type":"content_block_delta","index":0,\
                "delta":{"type":"text_delta","text":" there"}}}'
                gate end
                end
                rest
                """.formatted(home));
        releaseAll();
    }

    Map<String, String> environment() {
        return cli.environment();
    }

    void hold(String gate) throws IOException {
        Files.delete(home.resolve(gate));
    }

    void release(String gate) throws IOException {
        Files.createFile(home.resolve(gate));
    }

    void releaseAll() throws IOException {
        for (String gate : GATES) {
            if (!Files.exists(home.resolve(gate))) {
                release(gate);
            }
        }
    }

    /** Living processes of sessions, whoever started them. */
    List<ProcessHandle> processes() {
        return new CliUnderTest(home).processes();
    }
}
