package io.github.claudecliproxy.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads settings; the first source that has a value wins. */
public final class Settings {
    private final List<Function<String, @Nullable String>> sources;
    private final Map<String, String> environment;

    private Settings(List<Function<String, @Nullable String>> sources, Map<String, String> environment) {
        this.sources = sources;
        this.environment = environment;
    }

    /**
     * Settings of a running server.
     *
     * @param first asked for a name before the system properties and the environment: the launcher's command line, or
     *     a web application's context parameters
     */
    public static Settings ofProcess(Function<String, @Nullable String> first) {
        Map<String, String> environment = System.getenv();
        return new Settings(List.of(first, System::getProperty, environment::get), environment);
    }

    /** Settings from a map, which also serves as the environment. */
    public static Settings of(Map<String, String> values) {
        Map<String, String> copy = Map.copyOf(values);
        return new Settings(List.of(copy::get), copy);
    }

    /** The server's environment. The CLI gets only the part that an allow-list names. */
    public Map<String, String> environment() {
        return environment;
    }

    /** The value as written, or the default. A blank value counts as not set. */
    public String text(Setting setting) {
        for (Function<String, @Nullable String> source : sources) {
            String value = source.apply(setting.name());
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        }
        return setting.defaultValue();
    }

    public boolean isDefault(Setting setting) {
        return text(setting).equals(setting.defaultValue());
    }

    public int number(Setting setting) throws SettingException {
        String text = text(setting);
        try {
            long value = Long.parseLong(text);
            if (value >= setting.min() && value <= setting.max()) {
                return Math.toIntExact(value);
            }
        } catch (NumberFormatException notANumber) {
            // reported below
        }
        throw SettingException.of(setting, text, "a whole number from " + setting.min() + " to " + setting.max());
    }

    public Duration millis(Setting setting) throws SettingException {
        return Duration.ofMillis(number(setting));
    }

    public boolean flag(Setting setting) throws SettingException {
        String text = text(setting);
        if (!text.equals("true") && !text.equals("false")) {
            throw SettingException.of(setting, text, "true or false");
        }
        return text.equals("true");
    }

    /** The parts between commas, trimmed. */
    public List<String> list(Setting setting) {
        return Arrays.stream(text(setting).split(","))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    public Optional<Path> path(Setting setting) throws SettingException {
        String text = text(setting);
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text).toAbsolutePath());
        } catch (InvalidPathException invalid) {
            throw SettingException.of(setting, text, "a path");
        }
    }

    /** Every setting with its value in force. Of a secret it says only whether it is set. */
    public Map<String, String> inForce() {
        Map<String, String> shown = new TreeMap<>();
        for (Setting setting : Setting.values()) {
            String value = text(setting);
            shown.put(setting.name(), setting.secret() && !value.isEmpty() ? "(set)" : value);
        }
        return shown;
    }

    /** Environment variables that look like settings but are none, sorted by name. */
    public List<UnknownSetting> unknown() {
        return environment.keySet().stream()
                .sorted()
                .map(UnknownSetting::of)
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * Refuses a misspelled key: the operator wants callers to need one, and the server would let them in without.
     *
     * @throws SettingException that names the variable, never its value
     */
    public void refuseLostKey() throws SettingException {
        if (!text(Setting.PROXY_API_KEY).isEmpty()
                || !text(Setting.PROXY_API_KEYS_FILE).isEmpty()) {
            return;
        }
        for (UnknownSetting unknown : unknown()) {
            boolean empty = environment.getOrDefault(unknown.name(), "").isBlank();
            if (!empty && unknown.looksLikeAKey()) {
                throw new SettingException(
                        unknown.name() + ": is not a setting, so callers would need no key; rename it to "
                                + unknown.nearest().orElse(Setting.PROXY_API_KEY)
                                + ", or unset it if it is not for claude-cli-proxy");
            }
        }
    }
}
