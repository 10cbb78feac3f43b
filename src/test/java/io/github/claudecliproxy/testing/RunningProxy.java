package io.github.claudecliproxy.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.config.SettingException;
import io.github.claudecliproxy.config.Settings;
import io.github.claudecliproxy.launcher.EmbeddedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * The production wiring and its defaults in this JVM, on a free port: for what goes over HTTP. {@link LaunchedProxy} is for
 * what only a process of its own shows, and {@link ProxyFixture} brings the home and the CLI along.
 */
public final class RunningProxy implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final EmbeddedServer server;

    /** Starts with these values as settings and as environment; later pairs replace earlier values. */
    public RunningProxy(Map<String, String> environment, String... settings) throws SettingException, IOException {
        Map<String, String> values = new HashMap<>(environment);
        values.put("CLAUDE_PROXY_PORT", "0");
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        this.server = EmbeddedServer.start(Settings.of(values));
        awaitCheck();
    }

    /** Until the proxy knows whether its CLI can be used, it says that it is not ready. */
    private void awaitCheck() {
        await().atMost(LIMIT)
                .pollInterval(Duration.ofMillis(10))
                .until(() -> !http().get("/health/ready").body().contains("has not answered yet"));
    }

    public int port() {
        return server.port();
    }

    public String url() {
        return "http://127.0.0.1:" + port();
    }

    public Http http() {
        return new Http(url());
    }

    /** Waits until no turn runs and every process is an idle session. */
    public void awaitRest(String... headers) {
        await().atMost(LIMIT).untilAsserted(() -> {
            JsonNode metrics = Http.json(http().get("/metrics", headers));
            JsonNode sessions = metrics.path("sessions");
            int idle = sessions.path("empty").asInt() + sessions.path("holding").asInt();
            assertThat(metrics.path("active").asInt()).isZero();
            assertThat(sessions.path("processes").asInt()).isEqualTo(idle);
        });
    }

    @Override
    public void close() {
        server.drain();
        server.close();
    }
}
