package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.protocol.CliLines;
import io.github.claudecliproxy.cli.protocol.ClientTools;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.ScriptedApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** How the contracts drive the CLI: the real one, in a home of its own, against a scripted API. */
abstract class CliContract {
    static final String MODEL = "claude-sonnet-5";

    @TempDir
    Path home;

    ScriptedApi api;
    Map<String, String> environment;
    private final List<DrivenCli> started = new ArrayList<>();

    /** Every line that was read from the CLI. */
    final List<JsonNode> seen = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        api = new ScriptedApi();
        // as in a home where a CLI has run before: two that start at once would each make up an id of its own
        Files.createDirectories(home.resolve("config"));
        Files.writeString(home.resolve("config/.claude.json"), "{\"userID\":\"" + "0".repeat(64) + "\"}");
        environment = DrivenCli.environment(home, api);
    }

    @AfterEach
    void stop() {
        started.forEach(DrivenCli::close);
        api.close();
    }

    DrivenCli cli() throws IOException {
        return cli(MODEL);
    }

    DrivenCli cli(String model) throws IOException {
        DrivenCli cli = new DrivenCli(home, environment, model);
        started.add(cli);
        return cli;
    }

    JsonNode result(DrivenCli cli) throws IOException, InterruptedException {
        return cli.await(type("result"), seen);
    }

    /** The CLI's answer to the control request of this id. */
    JsonNode answered(DrivenCli cli, String id) throws IOException, InterruptedException {
        return cli.await(line -> line.at("/response/request_id").asText().equals(id), seen)
                .path("response");
    }

    /** The CLI is about to ask the API. */
    void requesting(DrivenCli cli) throws IOException, InterruptedException {
        cli.await(line -> line.path("status").asText().equals("requesting"), seen);
    }

    /** A call of a tool, which the CLI waits for. */
    JsonNode call(DrivenCli cli) throws IOException, InterruptedException {
        return cli.await(line -> ClientTools.isCall(line.path("request")), seen);
    }

    /** Asks the CLI something that costs no time: what it would have done by itself has begun when it answers. */
    void atRest(DrivenCli cli) throws IOException, InterruptedException {
        cli.send(CliLines.question("list_models", "list_models"));
        answered(cli, "list_models");
    }

    static Predicate<JsonNode> type(String type) {
        return line -> line.path("type").asText().equals(type);
    }

    static ObjectNode initialize(String... system) {
        return CliLines.initialize(List.of(system));
    }

    static ObjectNode question(String text) {
        return CliLines.user(message("user", text), uuid(), true);
    }

    static ObjectNode past(String text) {
        return CliLines.user(message("user", text), uuid(), false);
    }

    static ObjectNode answer(String text) {
        return CliLines.assistant(message("assistant", text));
    }

    static ObjectNode message(String role, String text) {
        ObjectNode message = Json.object().put("role", role);
        message.putArray("content").addObject().put("type", "text").put("text", text);
        return message;
    }

    static String uuid() {
        return UUID.randomUUID().toString();
    }

    static ObjectNode extraBody(String json) {
        return variables("CLAUDE_CODE_EXTRA_BODY", json);
    }

    /** Names and values by turns. */
    static ObjectNode variables(String... variables) {
        ObjectNode all = Json.object();
        for (int i = 0; i < variables.length; i += 2) {
            all.put(variables[i], variables[i + 1]);
        }
        return CliLines.settings(all);
    }

    /** The events of this type of the API's stream that the CLI has printed. */
    List<JsonNode> events(String type) {
        return seen.stream().map(line -> line.path("event")).filter(type(type)).toList();
    }
}
