package io.github.claudecliproxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownSettingTest {
    @ParameterizedTest
    @CsvSource({
        "MAX_CONCURENT, MAX_CONCURRENT",
        "max-concurrent, MAX_CONCURRENT",
        "MAXCONCURRENT, MAX_CONCURRENT",
        "CLAUDE_PROXY_MAX_CONCURRENT, MAX_CONCURRENT",
        "CLAUDE_PROXY_PROT, CLAUDE_PROXY_PORT",
        "CLAUDE_CLI_PAHT, CLAUDE_CLI_PATH",
        "QUEUE_TIMEOUT, QUEUE_TIMEOUT_MS",
        "PROXY_APIKEY, PROXY_API_KEY",
        "PROXY_API_KEY_FILE, PROXY_API_KEYS_FILE",
        "CLAUDE_PROXY_API_KEY, PROXY_API_KEY"
    })
    void of_nearMiss_namesTheSetting(String name, Setting meant) {
        UnknownSetting unknown = UnknownSetting.of(name).orElseThrow();

        assertThat(unknown.nearest()).contains(meant);
        assertThat(unknown.told()).contains(name, "did you mean " + meant);
    }

    @Test
    void of_ourPrefixAndNothingNear_isToldAlone() {
        UnknownSetting unknown = UnknownSetting.of("CLAUDE_PROXY_PARKED").orElseThrow();

        assertThat(unknown.nearest()).isEmpty();
        assertThat(unknown.told()).endsWith("is not a setting of this version");
    }

    /** A WAR shares the environment of a foreign server. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "PATH",
                "HTTP_PROXY",
                "PROXY_HOST",
                "PROXY_PORT",
                "PROXY_API_URL",
                "API_KEY",
                "ANTHROPIC_API_KEY",
                "CLAUDE_CODE_OAUTH_TOKEN",
                "CLAUDE_CONFIG_DIR",
                "MAX_CONNECTIONS",
                "MAX_MEMORY_MB",
                "CATALINA_HOME",
                ""
            })
    void of_foreignName_isNone(String name) {
        assertThat(UnknownSetting.of(name)).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Setting.class)
    void of_aSetting_isNone(Setting setting) {
        assertThat(UnknownSetting.of(setting.name())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY_APIKEY",
                "PROXY_API_KEYS",
                "PROXY_API_KEY_FILE",
                "proxy_api_key",
                "CLAUDE_PROXY_API_KEY",
                "CLAUDE_PROXY_KEY",
                "CLAUDE_PROXY_TOKEN"
            })
    void refuseLostKey_noKeyInForce_refusesWithoutShowingIt(String name) {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> Settings.of(Map.of(name, "s3cret")).refuseLostKey())
                .withMessageStartingWith(name + ": ")
                .withMessageContaining("PROXY_API_KEY")
                .satisfies(refusal -> assertThat(refusal.getMessage()).doesNotContain("s3cret"));
    }

    @Test
    void refuseLostKey_otherKeyInForceOrNothingLost_isQuiet() {
        assertThatCode(() -> Settings.of(Map.of("PROXY_APIKEY", "x", "PROXY_API_KEY", "y"))
                        .refuseLostKey())
                .doesNotThrowAnyException();
        assertThatCode(() -> Settings.of(Map.of("PROXY_APIKEY", " ", "MAX_CONCURENT", "1"))
                        .refuseLostKey())
                .doesNotThrowAnyException();
    }
}
