package io.github.claudecliproxy.cli.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.cli.CliSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildEnvironmentTest {
    private static final String HOP = "x-hop: 1";
    private static final PrivateFolders FOLDERS =
            new PrivateFolders(Path.of("/t"), Path.of("/t/work"), Path.of("/t/cache"), Path.of("/t/tmp"));

    @Test
    void ofSession_emptyServerEnvironment_isWhatWeAskAlone() {
        assertThat(ofSession(Map.of()))
                .containsExactlyInAnyOrderEntriesOf(Map.ofEntries(
                        Map.entry("CLAUDE_CODE_DISABLE_NONSTREAMING_FALLBACK", "1"),
                        Map.entry("CLAUDE_CODE_DISABLE_REFUSAL_RETRY", "1"),
                        Map.entry("CLAUDE_CODE_MAX_RETRIES", "1"),
                        Map.entry("CLAUDE_CODE_DISABLE_FILE_MENTIONS", "1"),
                        Map.entry("CLAUDE_CODE_DISABLE_ATTACHMENTS", "1"),
                        Map.entry("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1"),
                        Map.entry("DISABLE_AUTOUPDATER", "1"),
                        Map.entry("DISABLE_COMPACT", "1"),
                        Map.entry("CLAUDE_CODE_BLOCKING_LIMIT_OVERRIDE", "1000000000"),
                        Map.entry("MAX_MCP_OUTPUT_TOKENS", "100000000"),
                        Map.entry("MCP_TOOL_TIMEOUT", "100000000"),
                        Map.entry("ENABLE_TOOL_SEARCH", "false"),
                        Map.entry("CLAUDE_CODE_DISABLE_THINKING", "1"),
                        Map.entry("CLAUDE_CODE_EFFORT_LEVEL", "unset"),
                        Map.entry("CLAUDE_AGENT_SDK_MCP_NO_PREFIX", "1"),
                        Map.entry("CLAUDE_CODE_DEBUG_LOG_LEVEL", "error"),
                        Map.entry("TMPDIR", "/t/tmp"),
                        Map.entry("XDG_CACHE_HOME", "/t/cache"),
                        Map.entry("CLI_PROXY_SESSION_MARK", "mark"),
                        Map.entry("ANTHROPIC_CUSTOM_HEADERS", HOP)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATH",
                "HOME",
                "LANG",
                "TZ",
                "CLAUDE_CONFIG_DIR",
                "CLAUDE_CODE_OAUTH_TOKEN",
                "ANTHROPIC_API_KEY",
                "ANTHROPIC_AUTH_TOKEN",
                "ANTHROPIC_BASE_URL",
                "CLAUDE_CODE_USE_BEDROCK",
                "AWS_BEARER_TOKEN_BEDROCK",
                "CLAUDE_CODE_USE_VERTEX",
                "CLAUDE_CODE_USE_FOUNDRY",
                "HTTPS_PROXY",
                "no_proxy",
                "NODE_EXTRA_CA_CERTS"
            })
    void ofSession_named_isPassedOn(String name) {
        assertThat(ofSession(Map.of(name, "value"))).containsEntry(name, "value");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CLAUDE_PROXY_PORT",
                "CLAUDE_PROXY_WORKDIR",
                "PROXY_API_KEY",
                "CLAUDECODE",
                "CLAUDE_CODE_ENTRYPOINT",
                "MAX_CONCURRENT",
                "path",
                "NODE_OPTIONS",
                "LD_PRELOAD",
                "DATABASE_PASSWORD"
            })
    void ofSession_notNamed_staysBehind(String name) {
        assertThat(ofSession(Map.of(name, "secret"))).doesNotContainKey(name).doesNotContainValue("secret");
    }

    @Test
    void ofSession_ownersHeaders_areKeptBesideOurs() {
        assertThat(ofSession(Map.of("ANTHROPIC_CUSTOM_HEADERS", "x-a: 1\nx-b: 2")))
                .containsEntry("ANTHROPIC_CUSTOM_HEADERS", "x-a: 1\nx-b: 2\n" + HOP);
    }

    @Test
    void ofSession_ownersWordOnWhatWeAsk_isOverruled() {
        assertThat(ofSession(Map.of(
                        "CLAUDE_CODE_DISABLE_FILE_MENTIONS",
                        "0",
                        "XDG_CACHE_HOME",
                        "/elsewhere",
                        "TMPDIR",
                        "/elsewhere")))
                .containsEntry("CLAUDE_CODE_DISABLE_FILE_MENTIONS", "1")
                .containsEntry("XDG_CACHE_HOME", "/t/cache")
                .containsEntry("TMPDIR", "/t/tmp");
    }

    @Test
    void passOn_childHadSomething_isReplaced() {
        Map<String, String> child = new HashMap<>(Map.of("CLAUDECODE", "1", "HOME", "/old"));

        ChildEnvironment.passOn(Map.of("HOME", "/new", "PROXY_API_KEY", "k"), child);

        assertThat(child).containsExactly(Map.entry("HOME", "/new"));
    }

    private static Map<String, String> ofSession(Map<String, String> server) {
        CliSettings settings = new CliSettings(
                Optional.empty(),
                Optional.empty(),
                server,
                HOP,
                List.of(),
                0,
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                CliSettings.Pooling.NONE);
        return ChildEnvironment.ofSession(settings, FOLDERS, "mark", List.of());
    }
}
