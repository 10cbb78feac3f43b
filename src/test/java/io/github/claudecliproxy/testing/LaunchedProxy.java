package io.github.claudecliproxy.testing;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** The packaged WAR as a process of its own: {@code java -jar target/claude-cli-proxy.war}. */
public final class LaunchedProxy implements AutoCloseable {
    public static final Path WAR = Path.of("target/claude-cli-proxy.war").toAbsolutePath();

    private static final long START_SECONDS = 60;

    private final Process process;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Integer> port = new LinkedBlockingQueue<>();

    public LaunchedProxy(Map<String, String> environment, String... arguments) throws IOException {
        this(start(environment, arguments));
    }

    /** A proxy that was started in another way. */
    public LaunchedProxy(Process process) {
        this.process = process;
        Thread reader = new Thread(this::read, "proxy-log");
        reader.setDaemon(true);
        reader.start();
    }

    /** Runs the WAR with an environment that holds nothing but what is given. Stderr goes into stdout. */
    public static Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("-jar", WAR.toString()));
        command.addAll(List.of(arguments));
        return java(environment, command.toArray(String[]::new));
    }

    /** Runs the Java of the tests, as above. */
    public static Process java(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
                JsonNode event = Json.read(line.getBytes(StandardCharsets.UTF_8));
                if (event.path("msg").asText().equals("STARTED")) {
                    port.add(event.path("port").asInt());
                }
            }
        } catch (IOException ended) {
            log.add("(no log line: " + ended.getMessage() + ")");
        }
    }

    /** The port that it has taken. */
    public int port() throws InterruptedException {
        Integer taken = port.poll(START_SECONDS, TimeUnit.SECONDS);
        if (taken == null) {
            throw new IllegalStateException("the proxy did not start: " + log);
        }
        port.add(taken);
        return taken;
    }

    public Http http() throws InterruptedException {
        return new Http("http://127.0.0.1:" + port());
    }

    public List<String> log() {
        return log;
    }

    public Process process() {
        return process;
    }

    /**
     * Ends the process at once and waits until it is gone. Its CLIs first: told by its death they would go on writing in
     * their home for a moment, while the test removes it.
     */
    @Override
    public void close() {
        List<ProcessHandle> clis = process.descendants().toList();
        clis.forEach(ProcessHandle::destroyForcibly);
        await().atMost(Duration.ofSeconds(START_SECONDS))
                .until(() -> !process.isAlive() || clis.stream().noneMatch(ProcessHandle::isAlive));
        process.destroyForcibly()
                .onExit()
                .orTimeout(START_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
