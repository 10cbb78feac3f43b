package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The proxy as its users run it: {@code java FLAGS -jar target/claude-cli-proxy.war --port 0}. */
final class ProxyProcess implements AutoCloseable {
    /** The flags that the docs recommend. */
    static final List<String> DOCUMENTED_FLAGS = List.of(
            "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xms24m", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError");

    /** The flags that the docs recommend where requests come by the hundred a second. */
    static final List<String> BUSY_FLAGS =
            List.of("-XX:+UseSerialGC", "-Xms24m", "-Xmx512m", "-XX:+ExitOnOutOfMemoryError");

    private static final Path WAR = Path.of("target/claude-cli-proxy.war").toAbsolutePath();
    private static final Duration START = Duration.ofSeconds(60);

    private final Children children;
    private final Process process;
    private final Path home;
    private final Path log;
    private final int port;

    private ProxyProcess(Children children, List<String> flags, Path home, Map<String, String> settings)
            throws IOException {
        this.children = children;
        this.home = home;
        this.log = home.resolve("proxy.log");
        List<String> command = new ArrayList<>(List.of(java("java")));
        command.addAll(flags);
        command.addAll(List.of("-jar", WAR.toString(), "--port", "0"));
        Map<String, String> environment = new HashMap<>(settings);
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("HOME", home.toString());
        this.process = children.start(environment, home, log, command);
        if (!Await.met(START, () -> started().isPresent() || !process.isAlive())) {
            throw new IOException("the proxy did not start: see " + log);
        }
        this.port = started()
                .orElseThrow(() -> new IOException("the proxy did not start: see " + log))
                .path("port")
                .asInt();
    }

    /** Starts one in a home of its own, and waits until it serves. */
    static ProxyProcess start(Children children, List<String> flags, Path home, Map<String, String> settings)
            throws IOException {
        return new ProxyProcess(children, flags, Files.createDirectories(home), settings);
    }

    /** A program of the JDK that runs us. */
    static String java(String program) {
        return Path.of(System.getProperty("java.home"), "bin", program).toString();
    }

    private Optional<JsonNode> started() throws IOException {
        for (String line : Files.readString(log).split("\n", -1)) {
            if (line.contains("\"STARTED\"") && line.endsWith("}")) {
                return Optional.of(Json.read(line.getBytes(StandardCharsets.UTF_8)));
            }
        }
        return Optional.empty();
    }

    int port() {
        return port;
    }

    Process process() {
        return process;
    }

    Path home() {
        return home;
    }

    HttpConnection connect() throws IOException {
        return new HttpConnection(port);
    }

    JsonNode metrics(HttpConnection connection) throws IOException {
        return Json.read(connection.get("/metrics").expectOk().body().getBytes(StandardCharsets.UTF_8));
    }

    /** Waits until no turn runs or waits. */
    boolean awaitIdle(HttpConnection connection, Duration limit) throws IOException {
        return Await.met(limit, () -> {
            JsonNode metrics = metrics(connection);
            return metrics.path("active").asInt() == 0 && metrics.path("queued").asInt() == 0;
        });
    }

    @Override
    public void close() {
        children.end(process);
    }
}
