package io.github.claudecliproxy.app;

import io.github.claudecliproxy.config.SettingException;
import io.github.claudecliproxy.config.Settings;
import io.github.claudecliproxy.testing.Http;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** The production wiring in this JVM, on a free port. */
public final class RunningProxy implements AutoCloseable {
    private final EmbeddedServer server;

    /** Starts with these values as settings and as environment; later pairs replace earlier values. */
    public RunningProxy(Map<String, String> environment, String... settings) throws SettingException, IOException {
        Map<String, String> values = new HashMap<>(environment);
        values.put("CLAUDE_PROXY_PORT", "0");
        for (int i = 0; i < settings.length; i += 2) {
            values.put(settings[i], settings[i + 1]);
        }
        this.server = EmbeddedServer.start(Settings.of(values));
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

    @Override
    public void close() {
        server.drain();
        server.close();
    }
}
