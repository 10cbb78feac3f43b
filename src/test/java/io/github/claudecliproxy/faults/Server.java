package io.github.claudecliproxy.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.LaunchedProxy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The packaged WAR as a process with a small heap, whose CLI is {@code claude.pl}. */
final class Server implements AutoCloseable {
    private static final int LIMIT_SECONDS = 120;

    private final Path home;
    private final Path temporary;
    private final Ledger ledger;
    private final Process process;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final CompletableFuture<Void> logRead = new CompletableFuture<>();

    /** Starts one; what it logs as its own fault goes to the ledger. */
    Server(Path home, Round.Kind kind, Ledger ledger) throws IOException {
        this.home = home;
        this.ledger = ledger;
        this.temporary = Files.createDirectories(home.resolve("tmp"));
        this.process = LaunchedProxy.java(
                environment(kind),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx384m",
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                LaunchedProxy.WAR.toString());
        Thread reader = new Thread(this::readLog, "server-log");
        reader.setDaemon(true);
        reader.start();
    }

    private Map<String, String> environment(Round.Kind kind) throws IOException {
        Path cli = home.resolve("claude");
        Files.copy(Path.of("src/test/resources/faults/claude.pl"), cli);
        Files.setPosixFilePermissions(cli, PosixFilePermissions.fromString("rwxr-xr-x"));
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("HOME", home.toString());
        environment.put("CLAUDE_CLI_PATH", cli.toString());
        environment.put("CLAUDE_PROXY_PORT", "0");
        environment.put("MAX_CONCURRENT", "12");
        environment.put("MAX_QUEUE_DEPTH", "200");
        environment.put("CLAUDE_PROXY_MAX_PROCESSES", "20");
        environment.putAll(kind.settings());
        return environment;
    }

    private void readLog() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                note(line);
            }
        } catch (IOException ended) {
            ledger.violated("the log broke off: " + ended);
        } finally {
            logRead.complete(null);
        }
    }

    private void note(String line) {
        try {
            JsonNode event = Json.read(line.getBytes(StandardCharsets.UTF_8));
            String name = event.path("msg").asText();
            if (name.equals("STARTED")) {
                port.complete(event.path("port").asInt());
            } else if (name.equals("ERR")) {
                ledger.violated("logged as a fault of the proxy: " + line);
            }
            ledger.count("log " + name);
        } catch (IOException noLogLine) {
            ledger.violated("no log line: " + line);
        }
    }

    int port() {
        return port.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    }

    Http http() {
        return new Http("http://127.0.0.1:" + port());
    }

    Process process() {
        return process;
    }

    /** Descriptors that are open, without the three of each CLI process. */
    long descriptors(int cliProcesses) throws IOException {
        return entries("fd") - 3L * cliProcesses;
    }

    /** Threads that live, without the two of each CLI process. */
    long threads(int cliProcesses) throws IOException {
        return entries("task") - 2L * cliProcesses;
    }

    private long entries(String folder) throws IOException {
        try (Stream<Path> entries = Files.list(Path.of("/proc", String.valueOf(process.pid()), folder))) {
            return entries.count();
        }
    }

    /** Files and folders in its temporary folder, at any depth. */
    long temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.count() - 1;
        }
    }

    /** Asks it to end (SIGTERM), and does not wait. */
    void stop() {
        process.toHandle().destroy(); // Process.destroy() would close its log, too
    }

    /** Waits for its end and returns its exit status. */
    int exitStatus() throws InterruptedException {
        return process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) ? process.exitValue() : -1;
    }

    /** Once it has ended: waits until all that it has logged is in the ledger. */
    void awaitEndOfLog() {
        logRead.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Ends it at once, if it has not ended. */
    @Override
    public void close() {
        process.destroyForcibly()
                .onExit()
                .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }
}
