package io.github.claudecliproxy.app;

import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.config.Setting;
import io.github.claudecliproxy.config.SettingException;
import io.github.claudecliproxy.config.Settings;
import io.github.claudecliproxy.dispatch.DispatchSettings;
import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.http.access.KeyFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The settings, checked, as the records that the rooms want. */
public record ProxySettings(DispatchSettings dispatch, CliSettings cli, HttpSettings http) {
    /** Bodies are small beside what they become; a quarter of the heap leaves room for that. */
    private static final int HEAP_SHARE = 4;

    /** Processes with a conversation that may go on, while others run turns. */
    private static final int PROCESSES_BESIDE = 4;

    private static final long BYTES_A_MEGABYTE = 1024 * 1024;

    /** Added to what our CLIs ask of the API: should it come back here, the CLI is calling the proxy that runs it. */
    private static final String HOP_HEADER = "x-claude-cli-proxy-hop";

    public static ProxySettings of(Settings settings) throws SettingException {
        return new ProxySettings(dispatch(settings), cli(settings), http(settings));
    }

    private static DispatchSettings dispatch(Settings settings) throws SettingException {
        return new DispatchSettings(
                settings.number(Setting.MAX_CONCURRENT),
                settings.number(Setting.MAX_QUEUE_DEPTH),
                settings.millis(Setting.QUEUE_TIMEOUT_MS),
                settings.millis(Setting.QUEUE_AGING_MS));
    }

    private static CliSettings cli(Settings settings) throws SettingException {
        return new CliSettings(
                settings.path(Setting.CLAUDE_CLI_PATH),
                settings.path(Setting.CLAUDE_PROXY_WORKDIR),
                settings.environment(),
                HOP_HEADER + ": " + UUID.randomUUID(),
                tools(settings),
                settings.number(Setting.CLAUDE_PROXY_UPSTREAM_RETRIES),
                CliSettings.START_LIMIT,
                CliSettings.EXIT_GRACE,
                pooling(settings));
    }

    /** Turns that run must find room, whatever waits. */
    private static CliSettings.Pooling pooling(Settings settings) throws SettingException {
        int running = settings.number(Setting.MAX_CONCURRENT);
        int most = settings.number(Setting.CLAUDE_PROXY_MAX_PROCESSES);
        if (most != 0 && most < running) {
            throw new SettingException("CLAUDE_PROXY_MAX_PROCESSES: '" + most
                    + "' is not allowed; it must be 0 or at least MAX_CONCURRENT, which is " + running);
        }
        return new CliSettings.Pooling(
                most == 0 ? running + PROCESSES_BESIDE : most,
                settings.millis(Setting.CLAUDE_PROXY_IDLE_MS),
                settings.millis(Setting.CLAUDE_PROXY_MAX_AGE_MS),
                settings.number(Setting.CLAUDE_PROXY_MAX_CONVERSATIONS),
                settings.number(Setting.CLAUDE_PROXY_MAX_MEMORY_MB) * BYTES_A_MEGABYTE,
                settings.flag(Setting.CLAUDE_PROXY_REUSE_PROCESSES),
                settings.flag(Setting.CLAUDE_PROXY_SHARE_SESSIONS));
    }

    private static HttpSettings http(Settings settings) throws SettingException {
        int maxBody = settings.number(Setting.CLAUDE_PROXY_MAX_BODY_BYTES);
        long budget = Math.max(maxBody, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
        return new HttpSettings(
                apiKey(settings),
                apiKeysFile(settings),
                settings.flag(Setting.CLAUDE_PROXY_ALLOW_OPEN),
                Set.copyOf(settings.list(Setting.CLAUDE_PROXY_ALLOWED_ORIGINS)),
                Set.copyOf(settings.list(Setting.CLAUDE_PROXY_ALLOWED_HOSTS)),
                maxBody,
                budget,
                settings.millis(Setting.CLAUDE_PROXY_BODY_TIMEOUT_MS),
                settings.millis(Setting.MESSAGES_TIMEOUT_MS),
                settings.millis(Setting.DEFAULT_TIMEOUT_MS),
                settings.number(Setting.DEFAULT_MAX_TURNS),
                !tools(settings).isEmpty(),
                settings.millis(Setting.STREAM_PING_MS),
                HOP_HEADER);
    }

    /** Headers carry ASCII; a key of anything else could never be brought. */
    private static Optional<String> apiKey(Settings settings) throws SettingException {
        String key = settings.text(Setting.PROXY_API_KEY);
        if (!key.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw new SettingException(
                    "PROXY_API_KEY: its value is not allowed; it must be printable ASCII without blanks");
        }
        return Optional.of(key).filter(text -> !text.isEmpty());
    }

    private static Optional<Path> apiKeysFile(Settings settings) throws SettingException {
        Optional<Path> file = settings.path(Setting.PROXY_API_KEYS_FILE);
        try {
            if (file.isPresent()) {
                KeyFile.check(file.orElseThrow());
            }
            return file;
        } catch (IOException unusable) {
            throw new SettingException("PROXY_API_KEYS_FILE: " + unusable.getMessage());
        }
    }

    /** Names of tools, nothing more: a rule in brackets would be an argument that nobody has checked. */
    private static List<String> tools(Settings settings) throws SettingException {
        List<String> tools = settings.list(Setting.CLAUDE_PROXY_TOOLS);
        if (!tools.stream().allMatch(name -> name.matches("[A-Za-z][A-Za-z0-9_]*"))) {
            throw new SettingException("CLAUDE_PROXY_TOOLS: '" + settings.text(Setting.CLAUDE_PROXY_TOOLS)
                    + "' is not allowed; it must be names of tools, separated by commas, such as WebSearch,WebFetch");
        }
        return tools;
    }
}
