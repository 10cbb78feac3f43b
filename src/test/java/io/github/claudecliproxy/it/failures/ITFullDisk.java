package io.github.claudecliproxy.it.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.LaunchedProxy;
import io.github.claudecliproxy.testing.OwnMounts;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The disk is full where the CLI and the proxy write: the CLI's own folder, and the one for temporary files. Both are small
 * file systems of the proxy alone, which needs a Linux that lets users make name spaces.
 */
class ITFullDisk {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Mounts both file systems, starts the proxy, and fills them as soon as the file {@code fill} is there. */
    private static final String SCRIPT = """
            mount -t tmpfs -o size=4m none "$HOME/tmp" && mount -t tmpfs -o size=256k none "$HOME/config" || exit 9
            (
              until [ -e "$HOME/fill" ]; do sleep 0.05; done
              cat /dev/zero >"$HOME/tmp/zeros"; cat /dev/zero >"$HOME/config/zeros"
              touch "$HOME/full"
            ) 2>/dev/null &
            exec "$0" -Djava.io.tmpdir="$HOME/tmp" -jar "$1" --port 0
            """;

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofRealCli();

    @Test
    void fullDisk_turnsAreAnswered() throws Exception {
        assumeTrue(OwnMounts.canBeMade());
        Path home = fixture.home();
        Files.createDirectory(home.resolve("tmp"));
        Files.createDirectory(home.resolve("config"));
        try (LaunchedProxy proxy = new LaunchedProxy(OwnMounts.proxy(SCRIPT, fixture.environment()))) {
            Http http = proxy.http();
            Files.createFile(home.resolve("fill"));
            await().atMost(LIMIT).until(() -> Files.exists(home.resolve("full")));

            for (boolean stream : new boolean[] {false, true}) {
                assertThat(http.post("/v1/messages", Http.ask("hello", stream)).statusCode())
                        .as(String.join("\n", proxy.log()))
                        .isEqualTo(200);
            }

            proxy.terminate();
            assertThat(proxy.exitStatus()).isZero();
        }
    }
}
