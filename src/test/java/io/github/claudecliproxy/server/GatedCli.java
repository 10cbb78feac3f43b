package io.github.claudecliproxy.server;

import io.github.claudecliproxy.testing.CliUnderTest;
import io.github.claudecliproxy.testing.FakeCli;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@link FakeCli} that answers "Hi", then " there", then ends its answer, and waits before the second and the third as
 * long as a test holds that gate. Between tests no gate is held.
 */
final class GatedCli {
    /** Sessions of this model run the real CLI. */
    static final String REAL_MODEL = "claude-opus-5";

    private static final List<String> GATES = List.of("second", "end");

    private final Path home;
    private final Path chosen;

    GatedCli(Path home) throws IOException {
        this.home = home;
        new FakeCli(home, "begin(); wait_for('second'); out(delta(' there')); wait_for('end'); finish()");
        this.chosen = home.resolve("chosen-claude");
        Files.writeString(chosen, """
                #!/bin/bash
                case "$*" in *"--model %3$s"*) exec '%2$s' "$@" ;; *) exec '%1$s/claude' "$@" ;; esac
                """.formatted(home, CliUnderTest.executable(), REAL_MODEL));
        Files.setPosixFilePermissions(chosen, PosixFilePermissions.fromString("rwxr-xr-x"));
        releaseAll();
    }

    /** For a server with this CLI; for one model it is the real one, which talks to this API. */
    Map<String, String> environment(String apiUrl) {
        Map<String, String> environment = new HashMap<>(new CliUnderTest(home).environment(apiUrl));
        environment.put("CLAUDE_CLI_PATH", chosen.toString());
        return environment;
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

    /** Living processes of sessions. */
    List<ProcessHandle> processes() {
        return new CliUnderTest(home).processes();
    }
}
