package io.github.claudecliproxy.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final String PROPERTY = Setting.CLAUDE_CLI_PATH.name();

    @AfterEach
    void clearProperty() {
        System.clearProperty(PROPERTY);
    }

    @Test
    void text_nothingGiven_isTheDefault() {
        Settings settings = Settings.of(Map.of());

        for (Setting setting : Setting.values()) {
            assertThat(settings.text(setting)).isEqualTo(setting.defaultValue());
            assertThat(settings.isDefault(setting)).isTrue();
        }
    }

    @Test
    void text_blank_countsAsNotGiven() {
        assertThat(Settings.of(Map.of("MAX_CONCURRENT", "  ")).text(Setting.MAX_CONCURRENT))
                .isEqualTo("5");
    }

    @Test
    void text_given_isStripped() {
        Settings settings = Settings.of(Map.of("PROXY_API_KEY", " k\n"));

        assertThat(settings.text(Setting.PROXY_API_KEY)).isEqualTo("k");
        assertThat(settings.isDefault(Setting.PROXY_API_KEY)).isFalse();
    }

    @Test
    void text_severalSources_firstWithAValueWins() {
        System.setProperty(PROPERTY, "/by/property");

        Settings byContext = Settings.ofProcess(name -> name.equals(PROPERTY) ? "/by/context" : null);
        Settings byBlankContext = Settings.ofProcess(name -> " ");
        Settings byProperty = Settings.ofProcess(name -> null);

        assertThat(byContext.text(Setting.CLAUDE_CLI_PATH)).isEqualTo("/by/context");
        assertThat(byBlankContext.text(Setting.CLAUDE_CLI_PATH)).isEqualTo("/by/property");
        assertThat(byProperty.text(Setting.CLAUDE_CLI_PATH)).isEqualTo("/by/property");
    }

    @Test
    void environment_ofProcess_isTheProcesss() {
        assertThat(Settings.ofProcess(name -> null).environment()).containsKey("PATH");
    }

    @Test
    void typed_valuesGiven_areRead() throws Exception {
        Settings settings = Settings.of(Map.of(
                "MAX_QUEUE_DEPTH", "0",
                "QUEUE_TIMEOUT_MS", "1500",
                "CLAUDE_PROXY_ALLOW_OPEN", "true",
                "CLAUDE_PROXY_ALLOWED_HOSTS", " a.example ,, b.example,",
                "CLAUDE_PROXY_WORKDIR", "relative"));

        assertThat(settings.number(Setting.MAX_QUEUE_DEPTH)).isZero();
        assertThat(settings.millis(Setting.QUEUE_TIMEOUT_MS)).isEqualTo(Duration.ofMillis(1500));
        assertThat(settings.flag(Setting.CLAUDE_PROXY_ALLOW_OPEN)).isTrue();
        assertThat(settings.list(Setting.CLAUDE_PROXY_ALLOWED_HOSTS)).containsExactly("a.example", "b.example");
        assertThat(settings.list(Setting.CLAUDE_PROXY_ALLOWED_ORIGINS)).isEmpty();
        assertThat(settings.path(Setting.CLAUDE_PROXY_WORKDIR))
                .contains(Path.of("relative").toAbsolutePath());
        assertThat(settings.path(Setting.CLAUDE_CLI_PATH)).isEmpty();
    }

    @Test
    void inForce_always_listsEverySettingAndNoSecret() {
        Settings settings = Settings.of(Map.of("PROXY_API_KEY", "s3cret", "MAX_CONCURRENT", "7", "OTHER", "x"));

        assertThat(settings.inForce())
                .hasSize(Setting.values().length)
                .containsEntry("MAX_CONCURRENT", "7")
                .containsEntry("MAX_QUEUE_DEPTH", "20")
                .containsEntry("PROXY_API_KEY", "(set)");
        assertThat(settings.inForce().toString()).doesNotContain("s3cret");
        assertThat(Settings.of(Map.of()).inForce()).containsEntry("PROXY_API_KEY", "");
    }

    @Test
    void unknown_namesLikeOurs_areTold() {
        Settings settings = Settings.of(Map.of(
                "CLAUDE_PROXY_PROT", "1", "CLAUDE_PROXY_ALLOW", "", "CLAUDE_PROXY_PORT", "1", "MAX_CONCURENT", "1"));

        assertThat(settings.unknown())
                .extracting(UnknownSetting::name)
                .containsExactly("CLAUDE_PROXY_ALLOW", "CLAUDE_PROXY_PROT", "MAX_CONCURENT");
    }
}
