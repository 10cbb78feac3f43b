package io.github.claudecliproxy.testing;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * The packaged WAR as a process of its own, {@code java -jar target/claude-cli-proxy.war}: for its log, its exit status, its
 * signals and its memory. {@link RunningProxy} is for all that goes over HTTP.
 */
public final class LaunchedProxy implements AutoCloseable {
    public static final Path WAR = Path.of("target/claude-cli-proxy.war").toAbsolutePath();

    private static final long LIMIT_SECONDS = 120;

    private final Process process;
    private final List<String> log = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final CompletableFuture<Void> logRead = new CompletableFuture<>();

    public LaunchedProxy(Map<String, String> environment, String... arguments) throws IOException {
        this(start(environment, arguments));
    }

    /** Takes over a process that was started in another way. */
    public LaunchedProxy(Process process) {
        this(process, line -> {});
    }

    /** As above; the listener gets each line of the log, on a thread of its own. */
    public LaunchedProxy(Process process, Consumer<String> listener) {
        this.process = process;
        Thread reader = new Thread(() -> read(listener), "proxy-log");
        reader.setDaemon(true);
        reader.start();
    }

    /** Runs the WAR with an environment that holds nothing but what is given. Stderr goes into stdout. */
    public static Process start(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("-jar", WAR.toString()));
        command.addAll(List.of(arguments));
        return java(environment, command.toArray(String[]::new));
    }

    /** As {@link #start}, with all that stands behind {@code java} on the command line. */
    public static Process java(Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private void read(Consumer<String> listener) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                log.add(line);
                if (line.contains("\"STARTED\"")) {
                    port.complete(JsonText.parse(line).path("port").asInt());
                }
                listener.accept(line);
            }
        } catch (IOException ended) {
            log.add("(the log broke off: " + ended.getMessage() + ")");
        } finally {
            port.completeExceptionally(new IllegalStateException("it has ended"));
            logRead.complete(null);
        }
    }

    /** The port that it listens on, once it has started. */
    public int port() {
        try {
            return port.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException never) {
            throw new IllegalStateException("the proxy did not start: " + log, never);
        }
    }

    public Http http() {
        return new Http("http://127.0.0.1:" + port());
    }

    public List<String> log() {
        return log;
    }

    public Process process() {
        return process;
    }

    /** Asks it to stop (SIGTERM), and does not wait. */
    public void terminate() {
        process.toHandle().destroy(); // Process.destroy() would close its log, too
    }

    /** Ends it at once (SIGKILL), and does not wait. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits until it has ended and its log is read to the end; returns its exit status. */
    public int exitStatus() {
        Process ended =
                process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        logRead.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        return ended.exitValue();
    }

    /**
     * Ends the process at once and waits until it is gone. Its sessions first: else they would notice its end a little
     * later, and write in their home while the test deletes it.
     */
    @Override
    public void close() {
        List<ProcessHandle> clis = process.descendants().toList();
        clis.forEach(ProcessHandle::destroyForcibly);
        await().atMost(Duration.ofSeconds(LIMIT_SECONDS))
                .until(() -> !process.isAlive() || clis.stream().noneMatch(ProcessHandle::isAlive));
        process.destroyForcibly()
                .onExit()
                .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
