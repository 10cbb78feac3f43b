package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.cli.CliSettings.Pooling;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.process.ChildEnvironment;
import io.github.claudecliproxy.cli.process.CliCommand;
import io.github.claudecliproxy.cli.process.PrivateFolders;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.ClientTools;
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
import java.util.function.Function;
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
    private final Path stderr;
    private final BlockingQueue<JsonNode> lines = new LinkedBlockingQueue<>();
    private Function<JsonNode, Optional<ObjectNode>> tools = ClientTools.named(List.of())::answer;

    /**
     * Starts a CLI on the calling thread.
     *
     * @param environment all of it: nothing of the machine's is added
     */
    DrivenCli(Path home, Map<String, String> environment, String model) throws IOException {
        this.stderr = Files.createTempFile(home, "stderr-", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command(home, model))
                .directory(Files.createDirectories(home.resolve("work")).toFile())
                .redirectError(stderr.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        this.process = builder.start();
        Thread reader = new Thread(this::read, "driven-cli-" + process.pid());
        reader.setDaemon(true);
        reader.start();
    }

    private static List<String> command(Path home, String model) {
        CliSettings settings = settings(new CliUnderTest(home).environment("http://unused"));
        SpawnKey key = new SpawnKey(Optional.of(model), List.of(), false);
        return new CliCommand(settings).of(CliUnderTest.executable(), key);
    }

    static CliSettings settings(Path home, ScriptedApi api) {
        return settings(new CliUnderTest(home).environment(api.url()));
    }

    private static CliSettings settings(Map<String, String> environment) {
        return new CliSettings(
                Optional.of(CliUnderTest.executable()),
                Optional.empty(),
                environment,
                "x-hop: none",
                List.of(),
                0,
                LIMIT,
                LIMIT,
                Pooling.NONE);
    }

    /** The environment of a session as the product makes it, for a test to take something out. */
    static Map<String, String> environment(Path home, ScriptedApi api) throws IOException {
        PrivateFolders folders = new PrivateFolders(
                home,
                home.resolve("work"),
                Files.createDirectories(home.resolve("cache")),
                Files.createDirectories(home.resolve("tmp")));
        return ChildEnvironment.ofSession(settings(home, api), folders, "contract", List.of());
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

    /** What the CLI is told when it asks for the client's tools; calls of them stay unanswered. */
    void answerWith(Function<JsonNode, Optional<ObjectNode>> clientTools) {
        tools = clientTools;
    }

    /** The next line that is wanted; {@code seen} gets those before it, and itself. */
    JsonNode await(Predicate<JsonNode> wanted, List<JsonNode> seen) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        JsonNode line = null;
        do {
            line = lines.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (line == null || line.equals(END)) {
                throw new AssertionError((line == null ? "not in time" : "the CLI ended") + ", after " + seen);
            }
            seen.add(line);
            answer(line);
        } while (!wanted.test(line));
        return line;
    }

    private void answer(JsonNode line) throws IOException {
        JsonNode request = line.path("request");
        if (!ClientTools.isCall(request)) {
            Optional<ObjectNode> answer = tools.apply(request);
            if (answer.isPresent()) {
                send(CliLines.answer(line.path("request_id").asText(), answer.orElseThrow()));
            }
        }
    }

    /** What the CLI has printed on stderr so far. */
    String stderr() throws IOException {
        return Files.readString(stderr);
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
