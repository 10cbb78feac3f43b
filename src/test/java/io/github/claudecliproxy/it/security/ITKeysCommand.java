package io.github.claudecliproxy.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.Ended;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.LaunchedProxy;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** {@code java -jar target/claude-cli-proxy.war keys} beside a running proxy. */
class ITKeysCommand {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    @Test
    void addedKey_isLetInUntilItIsRemoved() throws Exception {
        Map<String, String> environment = fixture.environment();
        Path file = fixture.home().resolve("keys");
        environment.put("PROXY_API_KEYS_FILE", file.toString());
        String laptop = added(environment, "keys", "add", "laptop");
        try (LaunchedProxy proxy = new LaunchedProxy(environment)) {
            assertThat(status(proxy, laptop)).isEqualTo(200);

            String ci = added(environment, "keys", "add", "ci", "--requests-per-minute=1000", "--models", "sonnet");
            await().atMost(LIMIT).until(() -> status(proxy, ci) == 200);
            assertThat(run(environment, "keys", "list").output().lines())
                    .containsExactly("laptop", "ci requests-per-minute=1000 models=sonnet");
            assertThat(run(environment, "keys", "remove", "ci").status()).isZero();
            await().atMost(LIMIT).until(() -> status(proxy, ci) == 401);

            assertThat(status(proxy, laptop)).isEqualTo(200);
            assertThat(String.join("\n", proxy.log()) + Files.readString(file))
                    .doesNotContain(laptop, ci)
                    .contains("\"key\":\"ci\"");
        }
    }

    /** Each either has its key in the file, or says that it has not. */
    @Test
    void keysAddedAtOnce_areAllInTheFileOrSaidToBeRefused() throws Exception {
        Map<String, String> environment = fixture.environment();
        Path file = fixture.home().resolve("keys");
        environment.put("PROXY_API_KEYS_FILE", file.toString());
        String first = added(environment, "keys", "add", "first");
        List<Process> started = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            started.add(LaunchedProxy.start(environment, "keys", "add", "key" + i));
        }

        for (int i = 0; i < started.size(); i++) {
            Ended ended = Ended.of(started.get(i));
            boolean has = Files.readString(file).contains("key" + i + " ");
            assertThat(has).as(ended.output()).isEqualTo(ended.status() == 0);
        }
        assertThat(first).startsWith("ccp_");
        assertThat(Files.readString(file)).contains("first ");
    }

    private static String added(Map<String, String> environment, String... arguments) throws Exception {
        Ended ended = run(environment, arguments);
        assertThat(ended.status()).as(ended.output()).isZero();
        return ended.output()
                .lines()
                .filter(line -> line.startsWith("ccp_"))
                .findFirst()
                .orElseThrow();
    }

    private static Ended run(Map<String, String> environment, String... arguments) throws Exception {
        return Ended.of(LaunchedProxy.start(environment, arguments));
    }

    private static int status(LaunchedProxy proxy, String key) throws Exception {
        return proxy.http()
                .post("/v1/messages", Http.ask("hello", false), "x-api-key", key)
                .statusCode();
    }
}
