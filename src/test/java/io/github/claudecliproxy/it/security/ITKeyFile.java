package io.github.claudecliproxy.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Ended;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.LaunchedProxy;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Several keys from a file, read again when it changes. */
class ITKeyFile {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    private Map<String, String> environment;
    private Path file;

    @BeforeEach
    void setUp() throws IOException {
        environment = fixture.environment();
        file = Files.writeString(fixture.home().resolve("keys"), "laptop canary-1\nserver canary-2\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        environment.put("PROXY_API_KEYS_FILE", file.toString());
        environment.put("PROXY_API_KEY", "canary-0");
    }

    @Test
    void keys_fromFileAndSetting_areAcceptedAndReadAgain() throws Exception {
        try (LaunchedProxy proxy = new LaunchedProxy(environment)) {
            assertThat(status(proxy, "canary-0")).isEqualTo(200);
            assertThat(status(proxy, "canary-1")).isEqualTo(200);
            assertThat(status(proxy, "canary-2")).isEqualTo(200);
            assertThat(status(proxy, "canary-3")).isEqualTo(401);
            assertThat(proxy.http().get("/metrics").statusCode()).isEqualTo(401);

            Files.writeString(file, "laptop canary-3\n");
            await().atMost(LIMIT).until(() -> status(proxy, "canary-3") == 200);
            assertThat(status(proxy, "canary-1")).isEqualTo(401);

            Files.writeString(file, "canary-4\n");
            awaitLine(proxy, "the keys stay as they were", () -> status(proxy, "canary-3"));
            assertThat(status(proxy, "canary-3")).isEqualTo(200);

            JsonNode metrics = Http.json(proxy.http().get("/metrics", "x-api-key", "canary-0"));
            assertThat(metrics.at("/access/unauthorized").asInt()).isGreaterThanOrEqualTo(3);
            String log = String.join("\n", proxy.log());
            assertThat(log).contains("\"key\":\"laptop\"", "\"key\":\"server\"", "\"key\":\"PROXY_API_KEY\"");
            assertThat(log).contains("UNAUTHORIZED").doesNotContain("canary");
            assertThat(proxy.log())
                    .filteredOn(line -> line.contains("UNAUTHORIZED"))
                    .hasSizeLessThan(3);
        }
    }

    @Test
    void planLogin_logSaysForWhomKeysAre() throws Exception {
        Path cli = Path.of(environment.get("CLAUDE_CLI_PATH"));
        Files.writeString(
                cli, Files.readString(cli).replace("\"authMethod\":\"fake\"", "\"authMethod\":\"claude.ai\""));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        try (LaunchedProxy proxy = new LaunchedProxy(environment)) {
            awaitLine(proxy, "programs of your own", () -> proxy.port());

            assertThat(proxy.log()).anyMatch(line -> line.contains("chmod 600"));
        }
    }

    @Test
    void otherHosts_areServedWithAFileOfKeys() throws Exception {
        environment.remove("PROXY_API_KEY");
        environment.put("CLAUDE_PROXY_HOST", "0.0.0.0");
        try (LaunchedProxy proxy = new LaunchedProxy(environment)) {
            assertThat(proxy.http().get("/metrics").statusCode()).isEqualTo(401);
            assertThat(proxy.http().get("/metrics", "x-api-key", "canary-2").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void brokenKeyFile_isOneLineWithoutAKey() throws Exception {
        Files.writeString(file, "laptop canary-1\ncanary-2\n");

        Ended ended = Ended.of(LaunchedProxy.start(environment));

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.output().lines())
                .singleElement()
                .asString()
                .contains("PROXY_API_KEYS_FILE", "line 2")
                .doesNotContain("canary");
    }

    private static int status(LaunchedProxy proxy, String key) throws Exception {
        return proxy.http()
                .post("/v1/messages", Http.ask("hello", false), "x-api-key", key)
                .statusCode();
    }

    /** Does something again and again, until the log says this. */
    private static void awaitLine(LaunchedProxy proxy, String text, Callable<?> meanwhile) {
        await().atMost(LIMIT).until(() -> {
            meanwhile.call();
            return proxy.log().stream().anyMatch(line -> line.contains(text));
        });
    }
}
