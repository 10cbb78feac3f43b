package io.github.claudecliproxy.it.life;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Ended;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.JsonText;
import io.github.claudecliproxy.testing.LaunchedProxy;
import io.github.claudecliproxy.testing.ProxyFixture;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code java -jar target/claude-cli-proxy.war} and its options. */
class ITCommandLine {
    private static final long LIMIT_SECONDS = 60;

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    private Map<String, String> environment;

    @BeforeEach
    void setUp() {
        environment = fixture.environment();
    }

    @Test
    void help_namesEveryOption() throws Exception {
        Ended ended = run("--help");

        assertThat(ended.status()).isZero();
        assertThat(ended.output())
                .contains("--port", "--host", "--version", "doctor")
                .doesNotContain("faster:");
    }

    @Test
    void version_isTheBuilds() throws Exception {
        Ended ended = run("--version");

        assertThat(ended.status()).isZero();
        assertThat(ended.output()).matches("claude-cli-proxy \\d+\\.\\d+\\.\\d+\\S*\\R");
    }

    @Test
    void unknownOption_isNamed() throws Exception {
        Ended ended = run("--prot", "1");

        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.output()).contains("--prot").doesNotContain("\tat ");
    }

    @Test
    void portInUse_isOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended ended = run("--port", String.valueOf(taken.getLocalPort()));

            assertThat(ended.status()).isEqualTo(2);
            assertThat(lines(ended))
                    .singleElement()
                    .asString()
                    .contains("CLAUDE_PROXY_PORT", "" + taken.getLocalPort());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MAX_CONCURRENT, 0, 1 to 1000",
        "MAX_CONCURRENT, many, 1 to 1000",
        "CLAUDE_PROXY_PORT, 65536, 0 to 65535",
        "CLAUDE_PROXY_ALLOW_OPEN, yes, true or false",
        "CLAUDE_PROXY_HOST, 0.0.0.0, PROXY_API_KEY",
        "CLAUDE_PROXY_TOOLS, Bash(rm:*), names of tools",
        "CLAUDE_PROXY_HOST, no.such.host.invalid, not an address"
    })
    void wrongSetting_isOneLineWithNameValueAndAllowedValues(String name, String value, String allowed)
            throws Exception {
        environment.put(name, value);

        Ended ended = run();

        assertThat(ended.status()).isEqualTo(2);
        assertThat(lines(ended)).singleElement().asString().contains(name, value, allowed);
    }

    @Test
    void keyThatNoHeaderCanCarry_isRefusedWithoutShowingIt() throws Exception {
        environment.put("PROXY_API_KEY", "two words");

        Ended ended = run();

        assertThat(ended.status()).isEqualTo(2);
        assertThat(lines(ended))
                .singleElement()
                .asString()
                .contains("PROXY_API_KEY")
                .doesNotContain("two words");
    }

    @Test
    void baseUrlOfTheProxyItself_isRefused() throws Exception {
        environment.put("CLAUDE_PROXY_PORT", "19099");
        environment.put("ANTHROPIC_BASE_URL", "http://localhost:19099");

        Ended ended = run();

        assertThat(ended.status()).isEqualTo(2);
        assertThat(lines(ended)).singleElement().asString().contains("ANTHROPIC_BASE_URL", "unset");
    }

    @Test
    void missingCli_startsAndAnswers503() throws Exception {
        environment.put("CLAUDE_CLI_PATH", "/nowhere/claude");
        try (LaunchedProxy proxy = new LaunchedProxy(environment)) {
            var answer = proxy.http().post("/v1/messages", Http.ask("hello", false));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("CLAUDE_CLI_PATH");
        }
    }

    @Test
    void started_logsOneJsonObjectALine() throws Exception {
        try (LaunchedProxy proxy = new LaunchedProxy(environment)) {
            proxy.http().post("/v1/messages", Http.ask("hello", false));
            proxy.terminate();
            proxy.exitStatus();

            Map<String, JsonNode> events = new HashMap<>();
            for (String line : proxy.log()) {
                JsonNode event = JsonText.parse(line);
                events.put(event.path("msg").asText(), event);
            }

            assertThat(events.keySet()).contains("STARTED", "EXEC", "RES", "STOPPED");
            assertThat(fields(events.get("STARTED"))).contains("ts", "level", "port", "url", "maxConcurrent");
            JsonNode started = Objects.requireNonNull(events.get("STARTED"));
            assertThat(started.path("url").asText())
                    .isEqualTo("http://127.0.0.1:" + started.path("port").asInt());
            assertThat(fields(events.get("EXEC")))
                    .containsExactlyInAnyOrder(
                            "ts", "level", "msg", "reqId", "model", "priority", "promptLen", "active", "queued");
            assertThat(fields(events.get("RES")))
                    .containsExactlyInAnyOrder(
                            "ts",
                            "level",
                            "msg",
                            "reqId",
                            "model",
                            "queuedMs",
                            "elapsedMs",
                            "firstTokenMs",
                            "chars",
                            "inputTokens",
                            "outputTokens",
                            "cacheReadTokens",
                            "cacheWrite5mTokens",
                            "cacheWrite1hTokens");
            JsonNode exec = Objects.requireNonNull(events.get("EXEC"));
            assertThat(exec.path("level").asText()).isEqualTo("info");
            assertThat(exec.path("ts").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z");
        }
    }

    @Test
    void temporaryFiles_areGoneAtTheEnd() throws Exception {
        Path temporary = Files.createDirectory(fixture.home().resolve("tmp"));
        environment.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        Process process = LaunchedProxy.start(environment);
        try (var lines = process.inputReader()) {
            while (!lines.readLine().contains("STARTED")) {
                // the lines before it
            }
            assertThat(children(temporary)).isNotEmpty();

            process.toHandle().destroy();
            assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(children(temporary)).noneMatch(name -> name.startsWith("claude-cli-proxy"));
    }

    @Test
    void doctor_saysThatAllIsWell() throws Exception {
        environment.putAll(fixture.cli().environment("http://127.0.0.1:1"));
        environment.put("PROXY_API_KEY", "canary-key");
        environment.put("CLAUDE_PROXY_TYPO", "1");

        Ended ended = run("doctor", "--port", "0");

        assertThat(ended.output())
                .contains(
                        "ok Java",
                        "ok claude CLI  2.1.330",
                        "ok login       an API key",
                        "ok port",
                        "MAX_CONCURRENT",
                        "curl http://127.0.0.1:0/v1/messages")
                .contains("CLAUDE_PROXY_TYPO is not a setting")
                .doesNotContain("canary-key");
        assertThat(ended.status()).isZero();
    }

    @Test
    void doctor_saysWhatIsWrongAndTheFix() throws Exception {
        environment.putAll(fixture.cli().environment("http://127.0.0.1:1"));
        environment.remove("ANTHROPIC_API_KEY");
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Ended ended = run("--port", String.valueOf(taken.getLocalPort()), "doctor");

            assertThat(ended.status()).isEqualTo(1);
            assertThat(ended.output())
                    .contains("!! login", "not logged in: ", "!! port", "stop the program")
                    .doesNotContain("0:0:0:0");
        }
    }

    @Test
    void doctor_besideTheRunningProxy_saysThatItIsThere() throws Exception {
        try (LaunchedProxy proxy = new LaunchedProxy(environment)) {
            proxy.http().get("/health/live"); // its first answer takes longest
            Ended ended = run("--port", String.valueOf(proxy.port()), "doctor");

            assertThat(ended.output())
                    .contains("ok port", proxy.port() + " on 127.0.0.1: claude-cli-proxy answers there already")
                    .doesNotContain("stop the program");
            assertThat(ended.status()).isZero();
        }
    }

    @Test
    void doctor_withoutCli_saysHowToGetIt() throws Exception {
        environment.remove("CLAUDE_CLI_PATH");
        environment.put("PATH", "/nowhere");

        Ended ended = run("doctor", "--port", "0");

        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).contains("!! claude CLI", "npm install -g @anthropic-ai/claude-code@2.1.330");
    }

    private Ended run(String... arguments) throws IOException, InterruptedException {
        return Ended.of(LaunchedProxy.start(environment, arguments));
    }

    private static List<String> lines(Ended ended) {
        return ended.output().lines().toList();
    }

    private static List<String> fields(@Nullable JsonNode event) {
        JsonNode object = Objects.requireNonNull(event);
        return object.properties().stream().map(Map.Entry::getKey).toList();
    }

    private static List<String> children(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }
}
