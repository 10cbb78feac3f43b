package io.github.claudecliproxy.it.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.LaunchedProxy;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The server is stopped while it still asks the CLI for its version or its login. */
class ITStopDuringStart {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    @ParameterizedTest
    @ValueSource(strings = {"--version", "auth"})
    void stop_whileTheCliIsAsked_leavesNoProcess(String question) throws Exception {
        Path home = fixture.home();
        Map<String, String> environment = fixture.environment();
        Path asked = home.resolve("asked");
        Path script = Files.writeString(home.resolve("slow-claude"), """
                #!/bin/bash
                if [ "$1" = %s ]; then echo $$ >"$HOME/asking"; mv "$HOME/asking" "$HOME/asked"; exec sleep 300; fi
                exec "$HOME/claude" "$@"
                """.formatted(question));
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        environment.put("CLAUDE_CLI_PATH", script.toString());
        try (LaunchedProxy proxy = new LaunchedProxy(environment)) {
            await().atMost(LIMIT).until(() -> Files.exists(asked));
            ProcessHandle process = ProcessHandle.of(
                            Long.parseLong(Files.readString(asked).strip()))
                    .orElseThrow();
            assertThat(process.isAlive()).isTrue();

            proxy.terminate();
            proxy.exitStatus();

            assertThat(process.isAlive()).isFalse();
        }
    }
}
