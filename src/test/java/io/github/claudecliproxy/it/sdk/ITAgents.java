package io.github.claudecliproxy.it.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.CliUnderTest;
import io.github.claudecliproxy.testing.PromptCache;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import io.github.claudecliproxy.testing.ScriptedApi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Real agents as clients of the proxy: Claude Code, and the Agent SDK that drives it. They run commands and read files in a
 * loop, once through the proxy and once with the API itself: as many requests, the same tool results, about the same price.
 */
class ITAgents {
    private static final long LIMIT_SECONDS = 120;
    private static final double MOST = 1.1;
    private static final String TASK = "Do it";

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofRealCli();

    @TempDir
    Path work;

    @BeforeEach
    void writeTheFile() throws Exception {
        Files.writeString(work.resolve("a.txt"), "what stands in the file\n");
    }

    /** An agent, by the command that has it do a task and print the result. */
    enum Agent {
        CLAUDE_CODE {
            @Override
            List<String> command(String model) {
                String claude = CliUnderTest.executable().toString();
                return List.of(
                        claude, "-p", TASK, "--model", model, "--allowedTools", "Bash,Read", "--output-format", "json");
            }
        },
        AGENT_SDK {
            @Override
            List<String> command(String model) {
                String program =
                        Path.of("target/agent-sdk/ask.mjs").toAbsolutePath().toString();
                return List.of("node", program, CliUnderTest.executable().toString(), model, TASK);
            }
        };

        abstract List<String> command(String model);
    }

    @ParameterizedTest
    @CsvSource({
        "CLAUDE_CODE, claude-opus-5-5",
        "CLAUDE_CODE, claude-sonnet-4-5",
        "AGENT_SDK, claude-opus-5-5",
        "AGENT_SDK, claude-sonnet-4-5"
    })
    void toolLoop_isTheSameAsWithTheApiItself(Agent agent, String model) throws Exception {
        assertThat(run(agent, fixture.api().url(), model)).isEqualTo("All done.");
        List<ScriptedApi.Recorded> direct = fixture.api().turns();

        assertThat(run(agent, fixture.url(), model)).isEqualTo("All done.");
        List<ScriptedApi.Recorded> proxied = fixture.api()
                .turns()
                .subList(direct.size(), fixture.api().turns().size());
        JsonNode sessions = fixture.http().json("/metrics").path("sessions");

        assertThat(proxied).hasSameSizeAs(direct);
        assertThat(results(proxied)).isEqualTo(results(direct)).hasSize(5);
        assertThat(sessions.path("continued").asInt()).isEqualTo(direct.size() - 1);
        double ratio = cost(proxied) / cost(direct);
        System.out.printf("%s, %s: %d calls, cost %.3f of direct%n", agent, model, direct.size(), ratio);
        assertThat(ratio).isLessThanOrEqualTo(MOST);
    }

    private static double cost(List<ScriptedApi.Recorded> turns) {
        PromptCache cache = new PromptCache();
        return turns.stream().mapToDouble(turn -> cache.cost(turn.body())).sum();
    }

    /** Lays down the answers: a command, a file, two commands of which one fails and one prints nothing, a command, the end. */
    private void script() {
        fixture.api()
                .answerNext(new ScriptedAnswer()
                        .text("I look.")
                        .toolUse("toolu_a", "Bash", List.of("{\"command\":\"ls -1; ", "echo done\"}"))
                        .end("tool_use"));
        fixture.api()
                .answerNext(new ScriptedAnswer()
                        .toolUse("toolu_b", "Read", List.of("{\"file_path\":\"" + work.resolve("a.txt") + "\"}"))
                        .end("tool_use"));
        fixture.api()
                .answerNext(new ScriptedAnswer()
                        .toolUse("toolu_c", "Bash", List.of("{\"command\":\"false\"}"))
                        .toolUse("toolu_d", "Bash", List.of("{\"command\":\"true\"}"))
                        .end("tool_use"));
        fixture.api()
                .answerNext(new ScriptedAnswer()
                        .text("One more.")
                        .toolUse("toolu_e", "Bash", List.of("{\"command\":\"echo last\"}"))
                        .end("tool_use"));
        fixture.api().answerNext(new ScriptedAnswer().text("All done.").end("end_turn"));
    }

    /** Runs the agent and returns its last answer. */
    private String run(Agent agent, String url, String model) throws IOException, InterruptedException {
        script();
        Path out = fixture.home().resolve("out.json");
        ProcessBuilder builder = new ProcessBuilder(agent.command(model))
                .directory(work.toFile())
                .redirectInput(Path.of("/dev/null").toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(out.toFile());
        builder.environment().clear();
        builder.environment().putAll(environment(url));
        Process process = builder.start();
        try {
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Json.read(Files.readAllBytes(out)).path("result").asText();
    }

    private Map<String, String> environment(String url) {
        Path agentsHome = fixture.home().resolve("agent");
        return Map.of(
                "PATH",
                System.getenv("PATH"),
                "HOME",
                agentsHome.toString(),
                "CLAUDE_CONFIG_DIR",
                agentsHome.resolve("config").toString(),
                "ANTHROPIC_BASE_URL",
                url,
                "ANTHROPIC_API_KEY",
                "dummy",
                "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC",
                "1",
                "DISABLE_AUTOUPDATER",
                "1");
    }

    /** The agent appends reminders depending on the time, and to the last of two results. */
    private static String withoutReminders(String text) {
        int reminder = text.indexOf("\n\n<system-reminder>");
        return reminder < 0 ? text : text.substring(0, reminder);
    }

    /** The tool results in the requests, by the id of the tool use: their texts, whether sent as a string or as a block. */
    private static Map<String, String> results(List<ScriptedApi.Recorded> turns) {
        Map<String, String> results = new TreeMap<>();
        for (JsonNode message : turns.get(turns.size() - 1).body().path("messages")) {
            for (JsonNode block : message.path("content")) {
                if (block.path("type").asText().equals("tool_result")) {
                    JsonNode content = block.path("content");
                    String text = content.isTextual()
                            ? content.asText()
                            : content.path(0).path("text").asText();
                    results.put(
                            block.path("tool_use_id").asText(),
                            block.path("is_error").asBoolean() + " " + withoutReminders(text));
                }
            }
        }
        return results;
    }
}
