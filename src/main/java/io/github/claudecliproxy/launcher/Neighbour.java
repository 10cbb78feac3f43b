package io.github.claudecliproxy.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** A program that listens where this one would. */
final class Neighbour {
    private static final int LIMIT_MS = 2000;
    private static final int MOST_BYTES = 16; // more than the answer has: another program's may never end

    private Neighbour() {}

    /** Whether a claude-cli-proxy answers at this address. */
    static boolean isProxy(String url) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(url + "/health/live").toURL().openConnection();
            connection.setConnectTimeout(LIMIT_MS);
            connection.setReadTimeout(LIMIT_MS);
            try (InputStream answer = connection.getInputStream()) {
                String body = new String(answer.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
                String id = Objects.requireNonNullElse(connection.getHeaderField("request-id"), "");
                return body.equals("{\"ok\":true}") && id.startsWith("req_");
            } finally {
                connection.disconnect();
            }
        } catch (IOException anotherProgram) {
            return false;
        }
    }
}
