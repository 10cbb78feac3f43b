package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.ScriptedApi;
import java.io.IOException;
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
        environment = DrivenCli.environment(home, api);
    }

    @AfterEach
    void stop() {
        started.forEach(DrivenCli::close);
        api.close();
    }

    DrivenCli cli(DrivenCli.Kind kind) throws IOException {
        DrivenCli cli = new DrivenCli(home, environment, kind);
        started.add(cli);
        return cli;
    }

    JsonNode result(DrivenCli cli) throws InterruptedException {
        return cli.await(type("result"), seen);
    }

    void initialized(DrivenCli cli) throws InterruptedException {
        cli.await(type("control_response"), seen);
    }

    static Predicate<JsonNode> type(String type) {
        return line -> line.path("type").asText().equals(type);
    }

    /** Without a budget, so that one process answers several questions. */
    static DrivenCli.Kind kind() {
        return new DrivenCli.Kind(MODEL, false);
    }

    static ObjectNode initialize() {
        return CliLines.initialize(List.of());
    }

    static ObjectNode question(String text) {
        return CliLines.user(message("user", text), UUID.randomUUID().toString(), true);
    }

    static ObjectNode past(String text) {
        return CliLines.user(message("user", text), UUID.randomUUID().toString(), false);
    }

    static ObjectNode answer(String text) {
        return CliLines.assistant(message("assistant", text));
    }

    static ObjectNode message(String role, String text) {
        ObjectNode message = Json.object().put("role", role);
        message.putArray("content").addObject().put("type", "text").put("text", text);
        return message;
    }

    static ObjectNode extraBody(String json) {
        return CliLines.settings(Json.object().put("CLAUDE_CODE_EXTRA_BODY", json));
    }
}
