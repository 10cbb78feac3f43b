package io.github.claudecliproxy.it.failures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.LaunchedProxy;
import io.github.claudecliproxy.testing.OwnMounts;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The disk of the ledger is full for a while, and nothing can be executed from the folder for temporary files. Both are
 * small file systems of the proxy alone, which needs a Linux that lets users make name spaces.
 */
class ITLedgerDisk {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Fills the ledger's disk as soon as the file {@code fill} is there, and frees it with the file {@code free}. */
    private static final String SCRIPT = """
            mount -t tmpfs -o size=16m,noexec none "$HOME/tmp" && mount -t tmpfs -o size=4m none "$HOME/state" || exit 9
            (
              until [ -e "$HOME/fill" ]; do sleep 0.05; done
              cat /dev/zero >"$HOME/state/zeros"
              touch "$HOME/full"
              until [ -e "$HOME/free" ]; do sleep 0.05; done
              rm "$HOME/state/zeros"
            ) 2>/dev/null &
            exec "$0" -Djava.io.tmpdir="$HOME/tmp" -jar "$1" --port 0
            """;

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    @Test
    void fullDisk_turnsGoOnAndAreRecordedLater() throws Exception {
        assumeTrue(OwnMounts.canBeMade());
        Path home = fixture.home();
        Files.createDirectory(home.resolve("tmp"));
        Files.createDirectory(home.resolve("state"));
        Map<String, String> environment = fixture.environment();
        environment.put("XDG_STATE_HOME", home.resolve("state").toString());
        try (LaunchedProxy proxy = new LaunchedProxy(OwnMounts.proxy(SCRIPT, environment))) {
            ask(proxy, 1);
            awaitRecorded(proxy, 1);

            Files.createFile(home.resolve("fill"));
            await().atMost(LIMIT).until(() -> Files.exists(home.resolve("full")));
            int asked = 1;
            while (report(proxy)
                    .path("recorded")
                    .asBoolean()) { // what is free in the files themselves is used up first
                ask(proxy, ++asked);
            }
            ask(proxy, ++asked);

            JsonNode report = report(proxy);
            assertThat(report.path("problem").asText()).startsWith("usage is not recorded");
            awaitLines(proxy, "usage is not recorded", 1);

            Files.createFile(home.resolve("free"));
            awaitRecorded(proxy, asked);
            assertThat(report(proxy).path("recorded").asBoolean()).isTrue();
            awaitLines(proxy, "\"USAGE\"", 3);

            proxy.terminate();
            assertThat(proxy.exitStatus()).isZero();
            awaitLines(proxy, "\"USAGE\"", 3);
        }
    }

    private static void ask(LaunchedProxy proxy, int number) throws Exception {
        assertThat(proxy.http()
                        .post("/v1/messages", Http.ask("hello", number % 2 == 0))
                        .statusCode())
                .as(String.join("\n", proxy.log()))
                .isEqualTo(200);
    }

    private static void awaitLines(LaunchedProxy proxy, String text, int lines) {
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(proxy.log())
                        .filteredOn(line -> line.contains(text))
                        .hasSize(lines));
    }

    private static JsonNode report(LaunchedProxy proxy) throws Exception {
        return proxy.http().json("/usage");
    }

    private static void awaitRecorded(LaunchedProxy proxy, long turns) {
        await().atMost(LIMIT)
                .untilAsserted(
                        () -> assertThat(report(proxy).at("/rows/0/turns").asLong())
                                .as(String.join("\n", proxy.log()))
                                .isEqualTo(turns));
    }
}
