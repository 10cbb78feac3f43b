package io.github.claudecliproxy.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.cli.BuiltInTools;
import io.github.claudecliproxy.cli.Cli;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.testing.CliUnderTest;
import io.github.claudecliproxy.testing.JsonText;
import io.github.claudecliproxy.testing.ScriptedApi;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Of the CLI, its short commands. */
class ITCliCommandsContract {
    @TempDir
    Path home;

    private Map<String, String> environment;

    @BeforeEach
    void noApi() {
        environment = new CliUnderTest(home).environment("http://unused");
    }

    @Test
    void version_printed_isReadAndNotBelowTheFloor() throws Exception {
        ShortCommand.Output output = run("--version");

        assertThat(output.exitStatus()).isZero();
        assertThat(output.stdout()).contains("(Claude Code)");
        assertThat(CliVersion.parse(output.stdout()).orElseThrow()).isGreaterThanOrEqualTo(CliVersion.FLOOR);
    }

    @Test
    void authStatus_withAKey_isLoggedIn() throws Exception {
        assertThat(run("auth", "status").exitStatus()).isZero();
        assertThat(authStatus()).isEqualTo(new AuthStatus(true, "api_key", "firstParty"));
    }

    @Test
    void authStatus_withoutALogin_isNotLoggedInAndExitsWith1() throws Exception {
        environment.remove("ANTHROPIC_API_KEY");

        assertThat(run("auth", "status").exitStatus()).isEqualTo(1);
        assertThat(authStatus()).isEqualTo(new AuthStatus(false, "none", "firstParty"));
    }

    /** Why CLAUDE_PROXY_TOOLS is checked against a list: of a name that it does not know the CLI says nothing. */
    @Test
    void tools_ofTheCli_areThoseThatMayBeNamed() throws Exception {
        try (ScriptedApi api = new ScriptedApi()) {
            environment.put("ANTHROPIC_BASE_URL", api.url());
            List<String> byDefault = toolsWith();
            List<String> named = toolsWith("--tools", "NoSuchTool," + String.join(",", BuiltInTools.NAMES));

            assertThat(BuiltInTools.NAMES).containsAll(byDefault);
            assertThat(named).containsExactlyInAnyOrderElementsOf(BuiltInTools.NAMES);
        }
    }

    private List<String> toolsWith(String... more) throws Exception {
        String[] arguments = Stream.concat(
                        Stream.of("-p", "hello", "--output-format", "stream-json", "--verbose"), Stream.of(more))
                .toArray(String[]::new);
        for (String line : run(arguments).stdout().split("\n", -1)) {
            JsonNode event = JsonText.parse(line);
            if (event.path("subtype").asText().equals("init")) {
                return StreamSupport.stream(event.path("tools").spliterator(), false)
                        .map(JsonNode::asText)
                        .toList();
            }
        }
        throw new AssertionError("no init line");
    }

    private ShortCommand.Output run(String... arguments) throws CliException {
        return new ShortCommand(environment).run(CliUnderTest.executable(), arguments);
    }

    private AuthStatus authStatus() throws CliException {
        return AuthStatus.of(new Cli(CliUnderTest.executable(), CliVersion.FLOOR), new ShortCommand(environment));
    }
}
