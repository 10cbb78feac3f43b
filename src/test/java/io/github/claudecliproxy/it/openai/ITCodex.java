package io.github.claudecliproxy.it.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.Fidelity;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The Codex CLI, an agent that speaks only Responses, with a home and a folder of its own. */
class ITCodex {
    private static final long LIMIT_SECONDS = 120;

    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofRealCli("CLAUDE_PROXY_MODEL_ALIASES", "gpt-5.5=claude-sonnet-5");

    @Test
    void toolLoop_runsTheCommand_andThinkingComesBack(@TempDir Path home, @TempDir Path folder) throws Exception {
        int before = proxy.api().turns().size();
        proxy.api()
                .answerNext(new ScriptedAnswer()
                        .thinking("I look.", "c2lnbmVk")
                        .toolUse("toolu_1", "exec_command", List.of("{\"cmd\":", " \"echo made-by-$((40+2))\"}"))
                        .end("tool_use"));
        proxy.api().answerNext(new ScriptedAnswer().text("All is well.").end("end_turn"));

        String printed = codex(home, folder, "claude-sonnet-5", "Look around");

        assertThat(printed).endsWith("All is well.\n");
        assertThat(proxy.api().turns()).hasSize(before + 2);
        JsonNode last = proxy.api().lastTurn().body();
        JsonNode messages = Fidelity.received(last, Json.object()).path("messages");
        assertThat(messages.at("/1/content/0/signature").asText()).isEqualTo("c2lnbmVk");
        assertThat(messages.at("/1/content/1/id").asText()).isEqualTo("toolu_1");
        assertThat(messages.at("/2/content/0").toString()).contains("made-by-42");
        assertThat(last.path("tools"))
                .extracting(tool -> tool.path("name").asText())
                .contains("exec_command")
                .anyMatch(name -> name.contains("__")); // from a namespace
    }

    /** To a model that it knows it offers a tool whose input is text. */
    @Test
    void customTool_patchesAFile(@TempDir Path home, @TempDir Path folder) throws Exception {
        proxy.api()
                .answerNext(new ScriptedAnswer()
                        .toolUse(
                                "toolu_1",
                                "apply_patch",
                                List.of(
                                        "{\"input\": \"*** Begin Patch\\n*** Add File: made.txt",
                                        "\\n+hello\\n*** End Patch\\n\"}"))
                        .end("tool_use"));
        proxy.api().answerNext(new ScriptedAnswer().text("Written.").end("end_turn"));

        String printed = codex(home, folder, "gpt-5.5", "Write a file");

        assertThat(printed).endsWith("Written.\n");
        assertThat(folder.resolve("made.txt")).hasContent("hello");
        JsonNode messages =
                Fidelity.received(proxy.api().lastTurn().body(), Json.object()).path("messages");
        assertThat(messages.at("/1/content/0/input/input").asText()).contains("*** Add File: made.txt");
        assertThat(messages.at("/2/content/0/tool_use_id").asText()).isEqualTo("toolu_1");
    }

    /** Its standard output, which is the final answer alone. */
    private static String codex(Path home, Path folder, String model, String prompt)
            throws IOException, InterruptedException {
        Files.writeString(home.resolve("config.toml"), """
                model_provider = "proxy"
                [model_providers.proxy]
                name = "claude-cli-proxy"
                base_url = "%s/v1"
                wire_api = "responses"
                env_key = "PROXY_KEY"
                """.formatted(proxy.url()));
        ProcessBuilder codex = new ProcessBuilder(
                        "node",
                        Path.of("target/codex/node_modules/@openai/codex/bin/codex.js")
                                .toAbsolutePath()
                                .toString(),
                        "exec",
                        "--model",
                        model,
                        "--skip-git-repo-check",
                        "--sandbox",
                        "danger-full-access",
                        prompt)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectError(ProcessBuilder.Redirect.INHERIT);
        Map<String, String> environment = codex.environment();
        String path = environment.get("PATH");
        environment.clear();
        environment.putAll(
                Map.of("PATH", path, "HOME", home.toString(), "CODEX_HOME", home.toString(), "PROXY_KEY", "any"));
        Process process = codex.start();
        String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return printed;
    }
}
