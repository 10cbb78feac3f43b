package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.process.ChildEnvironment;
import io.github.claudecliproxy.cli.process.CliCommand;
import io.github.claudecliproxy.cli.process.CliSettings;
import io.github.claudecliproxy.cli.process.CliSettings.Pooling;
import io.github.claudecliproxy.cli.process.PrivateFolders;
import io.github.claudecliproxy.cli.process.SpawnKey;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.CliUnderTest;
import io.github.claudecliproxy.testing.ScriptedApi;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One real CLI, started with the product's own command line and environment, whose lines a test writes and reads
 * itself. Nothing of the product stands between the test and the CLI.
 */
final class DrivenCli implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(30);

    /** Stands in the queue for the end of stdout. */
    private static final ObjectNode END = Json.object().put("type", "END");

    private final Process process;
    private final BlockingQueue<JsonNode> lines = new LinkedBlockingQueue<>();

    /**
     * Starts a CLI on the calling thread.
     *
     * @param environment all of it: nothing of the machine's is added
     */
    DrivenCli(Path home, Map<String, String> environment, Kind kind) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command(home, kind))
                .directory(Files.createDirectories(home.resolve("work")).toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().clear();
        builder.environment().putAll(environment);
        this.process = builder.start();
        Thread reader = new Thread(this::read, "driven-cli-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * How a CLI is started.
     *
     * @param oneTurn with the budget that one answer exhausts
     */
    record Kind(String model, boolean oneTurn) {}

    private static List<String> command(Path home, Kind kind) {
        Pooling pooling = Pooling.NONE;
        CliSettings settings = settings(new CliUnderTest(home).environment("http://unused"), pooling);
        SpawnKey key = new SpawnKey(Optional.of(kind.model()), List.of(), false);
        return new CliCommand(settings).of(CliUnderTest.executable(), key);
    }

    static CliSettings settings(Path home, ScriptedApi api) {
        return settings(new CliUnderTest(home).environment(api.url()), Pooling.NONE);
    }

    static CliSettings settings(Map<String, String> environment, Pooling pooling) {
        return new CliSettings(
                Optional.of(CliUnderTest.executable()),
                Optional.empty(),
                environment,
                "x-hop: none",
                List.of(),
                0,
                LIMIT,
                LIMIT,
                pooling);
    }

    /** The environment of a session without a budget as the product makes it, for a test to take something out. */
    static Map<String, String> environment(Path home, ScriptedApi api) throws IOException {
        Path cache = Files.createDirectories(home.resolve("cache"));
        return ChildEnvironment.ofSession(
                settings(home, api),
                new PrivateFolders(home, home.resolve("work"), cache, home),
                "contract",
                List.of());
    }

    private void read() {
        try (BufferedReader in =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                lines.add(Json.read(line.getBytes(StandardCharsets.UTF_8)));
            }
        } catch (IOException closed) {
            // ended while we read, or a line that is no JSON: no test expects one, and END tells
        } finally {
            lines.add(END);
        }
    }

    /** Sends all lines in one write, so that the CLI finds them together. */
    void send(ObjectNode... all) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ObjectNode line : all) {
            bytes.writeBytes(Json.bytes(line));
            bytes.write('\n');
        }
        process.getOutputStream().write(bytes.toByteArray());
        process.getOutputStream().flush();
    }

    /** The next line that is wanted; {@code seen} gets those before it, and itself. */
    JsonNode await(Predicate<JsonNode> wanted, List<JsonNode> seen) throws InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        JsonNode line = null;
        do {
            line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError((line == null ? "not in time" : "the CLI ended") + ", after " + seen);
            }
            seen.add(line);
        } while (!wanted.test(line));
        return line;
    }

    /** The process, to be ended or waited for. */
    Process process() {
        return process;
    }

    @Override
    public void close() {
        process.destroyForcibly()
                .onExit()
                .orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
