package io.github.claudecliproxy.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.claudecliproxy.config.SettingException;
import io.github.claudecliproxy.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A setting that could never have an effect keeps the proxy from starting. */
class ProxySettingsTest {
    @ParameterizedTest
    @CsvSource({
        "CLAUDE_PROXY_WORKDIR, /nope, a folder that exists",
        "CLAUDE_PROXY_TOOLS, 'WebFetch,Web', 'WebFetch, WebSearch'",
        "CLAUDE_PROXY_ALLOWED_ORIGINS, foo, https://app.example",
        "CLAUDE_PROXY_ALLOWED_ORIGINS, 'https://a.example,https://b.example/', without a path",
        "CLAUDE_PROXY_ALLOWED_ORIGINS, https://A.example, lower case",
        "CLAUDE_PROXY_ALLOWED_ORIGINS, *, https://app.example",
        "CLAUDE_PROXY_MODEL_ALIASES, gpt-4o, name=model",
        "CLAUDE_PROXY_DATABASE, jdbc:mysql://db/usage, jdbc:postgresql:",
        "CLAUDE_PROXY_DATABASE, jdbc:sqlite:usage.db, absolute path",
        "CLAUDE_PROXY_DATABASE, jdbc:sqlite::memory:, absolute path",
        "CLAUDE_PROXY_DATABASE, 'jdbc:sqlite:/tmp/usage.db?journal_mode=OFF', absolute path",
        "CLAUDE_PROXY_DATABASE, 'jdbc:postgresql://db:port/usage', jdbc:postgresql:",
        "CLAUDE_PROXY_DATABASE, off, none",
        "CLAUDE_PROXY_DATA_SOURCE, jdbc/usage, java:comp/env/",
        "PROXY_APIKEY, secret, PROXY_API_KEY"
    })
    void of_aValueWithoutEffect_isRefusedByName(String name, String value, String allowed) {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> ProxySettings.of(Settings.of(Map.of(name, value))))
                .withMessageStartingWith(name + ": ")
                .withMessageContaining(allowed);
    }

    @Test
    void of_aDatabaseWithAPassword_isNotShown() {
        String url = "jdbc:postgresql://db:port/usage?password=canary";

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> ProxySettings.of(Settings.of(Map.of("CLAUDE_PROXY_DATABASE", url))))
                .satisfies(refused -> assertThat(refused.toString()).doesNotContain("canary", "db:port"));
        assertThat(Settings.of(Map.of("CLAUDE_PROXY_DATABASE", url)).inForce().toString())
                .doesNotContain("canary");
    }

    @Test
    void of_database_isInTheStateFolderUnlessNamed() throws Exception {
        assertThat(name(Map.of("HOME", "/home/me"))).isEqualTo("/home/me/.local/state/claude-cli-proxy/usage.db");
        assertThat(name(Map.of("HOME", "/home/me", "XDG_STATE_HOME", "/state")))
                .isEqualTo("/state/claude-cli-proxy/usage.db");
        assertThat(name(Map.of("HOME", "/home/me", "CLAUDE_PROXY_DATABASE", "jdbc:sqlite:")))
                .isEqualTo("/home/me/.local/state/claude-cli-proxy/usage.db");
        assertThat(name(Map.of("CLAUDE_PROXY_DATABASE", "jdbc:sqlite:/srv/usage.db")))
                .isEqualTo("/srv/usage.db");
        assertThat(name(Map.of("CLAUDE_PROXY_DATABASE", "jdbc:postgresql://db/usage?password=canary")))
                .isEqualTo("PostgreSQL");
    }

    @Test
    void of_noDatabase_saysWhy() throws Exception {
        LedgerSettings homeless = ProxySettings.of(Settings.of(Map.of())).ledger();
        LedgerSettings unwanted = ProxySettings.of(
                        Settings.of(Map.of("HOME", "/home/me", "CLAUDE_PROXY_DATABASE", "none")))
                .ledger();

        assertThat(homeless.database()).isEmpty();
        assertThat(homeless.wanted()).isTrue();
        assertThat(homeless.off()).contains("HOME", "CLAUDE_PROXY_DATABASE");
        assertThat(unwanted.database()).isEmpty();
        assertThat(unwanted.wanted()).isFalse();
        assertThat(unwanted.off()).contains("CLAUDE_PROXY_DATABASE is none");
    }

    private static String name(Map<String, String> settings) throws SettingException {
        return ProxySettings.of(Settings.of(settings))
                .ledger()
                .database()
                .orElseThrow()
                .get()
                .name();
    }

    @Test
    void of_workdirThatIsAFile_isRefused(@TempDir Path home) throws Exception {
        Path file = Files.createFile(home.resolve("file"));

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> ProxySettings.of(Settings.of(Map.of("CLAUDE_PROXY_WORKDIR", file.toString()))));
    }

    @Test
    void of_valuesThatHaveAnEffect_areTaken(@TempDir Path home) throws Exception {
        ProxySettings settings = ProxySettings.of(Settings.of(Map.of(
                "CLAUDE_PROXY_WORKDIR", home.toString(),
                "CLAUDE_PROXY_TOOLS", "WebSearch,Read",
                "CLAUDE_PROXY_ALLOWED_ORIGINS",
                        "http://localhost:3000,https://a.example,http://[::1]:80,chrome-extension://abc,null")));

        assertThat(settings.cli().workdir()).contains(home);
        assertThat(settings.cli().tools()).containsExactly("WebSearch", "Read");
        assertThat(settings.http().allowedOrigins()).hasSize(5);
    }
}
