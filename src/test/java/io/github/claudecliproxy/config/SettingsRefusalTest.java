package io.github.claudecliproxy.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A wrong value is told in one line: the name, the value and what is allowed. */
class SettingsRefusalTest {
    @ParameterizedTest
    @ValueSource(strings = {"0", "1001", "-1", "5.0", "five", "99999999999999999999", "0x5", "5 5", "1e3"})
    void number_wrong_isTold(String value) {
        Settings settings = Settings.of(Map.of("MAX_CONCURRENT", value));

        assertRefused(
                () -> settings.number(Setting.MAX_CONCURRENT),
                "MAX_CONCURRENT: '" + value + "' is not allowed; it must be a whole number from 1 to 1000");
    }

    @ParameterizedTest
    @EnumSource(
            value = Setting.class,
            names = {"CLAUDE_PROXY_PORT", "MAX_.*", ".*_MS", "DEFAULT_MAX_TURNS", "CLAUDE_PROXY_MAX_BODY_BYTES"},
            mode = EnumSource.Mode.MATCH_ANY)
    void number_outOfBounds_isTold(Setting setting) throws SettingException {
        long min = setting.min();
        long max = setting.max();

        assertThat(Settings.of(Map.of(setting.name(), "" + min)).number(setting))
                .isEqualTo((int) min);
        assertThat(Settings.of(Map.of(setting.name(), "" + max)).number(setting))
                .isEqualTo((int) max);
        for (long wrong : new long[] {min - 1, max + 1}) {
            Settings settings = Settings.of(Map.of(setting.name(), "" + wrong));
            assertRefused(
                    () -> settings.number(setting),
                    setting.name() + ": '" + wrong + "' is not allowed; it must be a whole number from " + min + " to "
                            + max);
        }
    }

    @Test
    void millis_wrong_isTold() {
        Settings settings = Settings.of(Map.of("STREAM_PING_MS", "5s"));

        assertRefused(
                () -> settings.millis(Setting.STREAM_PING_MS),
                "STREAM_PING_MS: '5s' is not allowed; it must be a whole number from 10 to 3600000");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "TRUE", "1"})
    void flag_wrong_isTold(String value) {
        Settings settings = Settings.of(Map.of("CLAUDE_PROXY_ALLOW_OPEN", value));

        assertRefused(
                () -> settings.flag(Setting.CLAUDE_PROXY_ALLOW_OPEN),
                "CLAUDE_PROXY_ALLOW_OPEN: '" + value + "' is not allowed; it must be true or false");
    }

    @Test
    void path_wrong_isTold() {
        Settings settings = Settings.of(Map.of("CLAUDE_CLI_PATH", "a\0b"));

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> settings.path(Setting.CLAUDE_CLI_PATH))
                .withMessageStartingWith("CLAUDE_CLI_PATH: 'a")
                .withMessageEndingWith("b' is not allowed; it must be a path");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5\n6", "5\r6", "5\u20286", "5\u001b[31m"})
    void number_valueWithControlCharacters_staysOneLine(String value) {
        Settings settings = Settings.of(Map.of("MAX_CONCURRENT", value));

        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> settings.number(Setting.MAX_CONCURRENT))
                .satisfies(refusal -> assertThat(refusal.getMessage())
                        .startsWith("MAX_CONCURRENT: '5")
                        .matches("\\P{Cntrl}+")
                        .doesNotContain("\u2028"));
    }

    @Test
    void secret_wrongInAnyWay_isNeverShown() {
        Settings settings = Settings.of(Map.of("PROXY_API_KEY", "s3cret\0"));

        assertHidden(() -> settings.number(Setting.PROXY_API_KEY));
        assertHidden(() -> settings.millis(Setting.PROXY_API_KEY));
        assertHidden(() -> settings.flag(Setting.PROXY_API_KEY));
        assertHidden(() -> settings.path(Setting.PROXY_API_KEY));
    }

    private static void assertHidden(ThrowingCallable call) {
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(call)
                .withMessageStartingWith("PROXY_API_KEY: its value is not allowed")
                .withNoCause()
                .satisfies(refusal -> assertThat(refusal.toString()).doesNotContain("s3cret"));
    }

    private static void assertRefused(ThrowingCallable call, String message) {
        assertThatExceptionOfType(SettingException.class).isThrownBy(call).withMessage(message);
    }
}
