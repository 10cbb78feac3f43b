package io.github.claudecliproxy.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.FakeCli;
import io.github.claudecliproxy.testing.LaunchedProxy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** The packaged WAR with a small heap, whose CLI fails on cue, and a look at what its process holds. */
final class MeasuredProxy implements AutoCloseable {
    private final Path home;
    private final Path temporary;
    private final Ledger ledger;
    private final LaunchedProxy proxy;

    /** Starts one; what it logs as its own fault goes to the ledger. */
    MeasuredProxy(Path home, Round.Kind kind, Ledger ledger) throws IOException {
        this.home = home;
        this.ledger = ledger;
        this.temporary = Files.createDirectories(home.resolve("tmp"));
        this.proxy = new LaunchedProxy(
                LaunchedProxy.java(
                        environment(kind),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx384m",
                        "-Djava.io.tmpdir=" + temporary,
                        "-jar",
                        LaunchedProxy.WAR.toString()),
                this::note);
    }

    private Map<String, String> environment(Round.Kind kind) throws IOException {
        Map<String, String> environment = FakeCli.asTheQuestionSays(home).environment();
        environment.put("MAX_CONCURRENT", "12");
        environment.put("MAX_QUEUE_DEPTH", "200");
        environment.put("CLAUDE_PROXY_MAX_PROCESSES", "20");
        environment.putAll(kind.settings());
        return environment;
    }

    private void note(String line) {
        try {
            JsonNode event = Json.read(line.getBytes(StandardCharsets.UTF_8));
            String name = event.path("msg").asText();
            if (name.equals("ERR")) {
                ledger.violated("logged as a fault of the proxy: " + line);
            }
            ledger.count("log " + name);
        } catch (IOException noLogLine) {
            ledger.violated("no log line: " + line);
        }
    }

    LaunchedProxy proxy() {
        return proxy;
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
        try (Stream<Path> entries =
                Files.list(Path.of("/proc", String.valueOf(proxy.process().pid()), folder))) {
            return entries.count();
        }
    }

    /** Files and folders in its temporary folder, at any depth. */
    long temporaryFiles() throws IOException {
        try (Stream<Path> files = Files.walk(temporary)) {
            return files.count() - 1;
        }
    }

    /** Ends it at once, if it has not ended. */
    @Override
    public void close() {
        proxy.close();
    }
}
