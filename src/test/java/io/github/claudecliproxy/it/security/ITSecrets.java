package io.github.claudecliproxy.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.LaunchedProxy;
import io.github.claudecliproxy.testing.LivelyFolder;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** No prompt, answer or key is where other users of the machine can see it, or in a file. */
class ITSecrets {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofRealCli();

    @Test
    void runningTurn_showsNeitherPromptNorKeyInPsEnvironmentOrLog() throws Exception {
        Map<String, String> environment = fixture.environment();
        environment.put("CLAUDE_PROXY_ALLOWED_HOSTS", "canary-host");
        environment.put("CLAUDECODE", "1");
        environment.put("UNRELATED_SECRET", "canary-unrelated");
        try (LaunchedProxy proxy = new LaunchedProxy(environment)) {
            String body = Http.ask("canary-prompt [[pause]] [[say canary-answer]]", true)
                    .replace("\"max_tokens\"", "\"system\":\"canary-system\",\"max_tokens\"");
            try (RawClient client = new RawClient(proxy.port(), body)) {
                client.awaitText("canary-answer");
                await().atMost(LIMIT).until(() -> !fixture.cli().processes().isEmpty());

                String visible = fixture.cli().visible();

                assertThat(visible).contains("stream-json", "ANTHROPIC_API_KEY=dummy");
                assertThat(visible).doesNotContain("canary", "CLAUDE_PROXY_", "CLAUDECODE", "UNRELATED");
            }
            await().atMost(LIMIT).until(() -> proxy.log().stream().anyMatch(line -> line.contains("CANCELLED")));
            assertThat(String.join("\n", proxy.log())).doesNotContain("canary");
        }
    }

    @Test
    void proxyKey_isNotInTheClisEnvironmentNorInTheLog() throws Exception {
        Map<String, String> environment = fixture.environment();
        environment.put("PROXY_API_KEY", "canary-key");
        try (LaunchedProxy proxy = new LaunchedProxy(environment)) {
            var answer = proxy.http().postLater("/v1/messages", Http.ask("[[gate]]", false), "x-api-key", "canary-key");
            proxy.http().post("/v1/messages", Http.ask("hello", false), "x-api-key", "canary-wrong");
            await().atMost(LIMIT).until(() -> !fixture.cli().processes().isEmpty());

            String visible = fixture.cli().visible();
            fixture.api().open(10);

            assertThat(answer.get().statusCode()).isEqualTo(200);
            assertThat(visible).contains("stream-json").doesNotContain("canary");
            assertThat(String.join("\n", proxy.log())).doesNotContain("canary");
        }
    }

    /** After a plain and a streamed turn, while the session is idle and after the end. */
    @Test
    void promptsAndAnswers_areInNoFileAndNoProcess() throws Exception {
        Path temporary = Files.createDirectory(fixture.home().resolve("tmp"));
        Map<String, String> environment = fixture.environment();
        environment.put("PROXY_API_KEY", "canary-key");
        environment.put("TMPDIR", temporary.toString());
        try (LaunchedProxy proxy = new LaunchedProxy(LaunchedProxy.java(
                environment, "-Djava.io.tmpdir=" + temporary, "-jar", LaunchedProxy.WAR.toString()))) {
            for (boolean stream : new boolean[] {false, true}) {
                String body = Http.ask("canary-prompt [[say canary-answer]]", stream)
                        .replace(
                                "\"max_tokens\"",
                                "\"system\":\"canary-system\",\"tools\":[{\"name\":\"canary-tool\","
                                        + "\"input_schema\":{\"type\":\"object\"}}],\"max_tokens\"");
                var answer = proxy.http().post("/v1/messages", body, "x-api-key", "canary-key");
                assertThat(answer.body()).contains("canary-answer");
            }
            await().atMost(LIMIT).until(() -> !fixture.cli().processes().isEmpty());

            assertThat(filesThatSay("canary")).isEmpty();
            assertThat(fixture.cli().visible()).contains("stream-json").doesNotContain("canary");
            proxy.terminate();
            proxy.exitStatus();
            assertThat(filesThatSay("canary")).isEmpty();
            assertThat(String.join("\n", proxy.log())).doesNotContain("canary");
        }
        assertThat(LivelyFolder.all(fixture.home()))
                .as("the CLI's record of a session")
                .noneMatch(file -> file.toString().endsWith(".jsonl"));
        try (Stream<Path> left = Files.list(temporary)) {
            assertThat(left)
                    .as("temporary files of ours")
                    .noneMatch(file -> file.getFileName().toString().startsWith("claude-cli-proxy"));
        }
    }

    /** Files of the home folder, in which are the CLI's own, its cache and all temporary ones. */
    private List<Path> filesThatSay(String word) throws IOException {
        return LivelyFolder.all(fixture.home()).stream()
                .filter(Files::isRegularFile)
                .filter(file -> says(file, word))
                .toList();
    }

    private static boolean says(Path file, String word) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(word);
        } catch (IOException gone) {
            return false;
        }
    }
}
