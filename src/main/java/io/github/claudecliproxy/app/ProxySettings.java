package io.github.claudecliproxy.app;

import io.github.claudecliproxy.cli.BuiltInTools;
import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.cli.process.PrivateFolders;
import io.github.claudecliproxy.config.Setting;
import io.github.claudecliproxy.config.SettingException;
import io.github.claudecliproxy.config.Settings;
import io.github.claudecliproxy.dispatch.DispatchSettings;
import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.keys.KeyFile;
import io.github.claudecliproxy.openai.ModelAliases;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The checked settings, as one record for each room.
 *
 * @param planOnly whether turns wait where they would cost more than the plan of the CLI's login
 */
public record ProxySettings(
        DispatchSettings dispatch, CliSettings cli, HttpSettings http, LedgerSettings ledger, boolean planOnly) {
    /** Request bodies may take a quarter of the heap; the trees parsed from them take more. */
    private static final int HEAP_SHARE = 4;

    private static final int HEAP_SHARE_OF_RESPONSES = 16;

    /** Processes beyond those that run turns, which hold conversations that may go on. */
    private static final int PROCESSES_BESIDE = 4;

    /** {@code null} is what browsers send for pages without an origin, such as local files. */
    private static final Pattern ORIGIN = Pattern.compile("null|[a-z][a-z0-9+.-]*://[^/?#@\\sA-Z*]+");

    private static final long BYTES_A_MEGABYTE = 1024 * 1024;

    /**
     * A header that our CLI processes add to their requests to the API. A request that comes here with it would make
     * the proxy call itself.
     */
    private static final String HOP_HEADER = "x-claude-cli-proxy-hop";

    public static ProxySettings of(Settings settings) throws SettingException {
        settings.refuseLostKey();
        return new ProxySettings(
                dispatch(settings), cli(settings), http(settings), LedgerSettings.of(settings), planOnly(settings));
    }

    /** The CLI says only after an answer how much of the plan it has used. A process that ends with its answer is not heard. */
    private static boolean planOnly(Settings settings) throws SettingException {
        boolean planOnly = settings.flag(Setting.CLAUDE_PROXY_PLAN_ONLY);
        if (planOnly && settings.number(Setting.CLAUDE_PROXY_IDLE_MS) == 0) {
            throw new SettingException("CLAUDE_PROXY_PLAN_ONLY: 'true' is not allowed with CLAUDE_PROXY_IDLE_MS=0,"
                    + " where no process lives long enough to say what is left of the plan");
        }
        return planOnly;
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
                workdir(settings),
                settings.environment(),
                HOP_HEADER + ": " + UUID.randomUUID(),
                tools(settings),
                settings.number(Setting.CLAUDE_PROXY_UPSTREAM_RETRIES),
                CliSettings.START_LIMIT,
                CliSettings.EXIT_GRACE,
                pooling(settings));
    }

    /** Running turns must find a process, however many are idle. */
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
                origins(settings),
                Set.copyOf(settings.list(Setting.CLAUDE_PROXY_ALLOWED_HOSTS)),
                maxBody,
                budget,
                settings.millis(Setting.CLAUDE_PROXY_BODY_TIMEOUT_MS),
                settings.millis(Setting.MESSAGES_TIMEOUT_MS),
                settings.millis(Setting.DEFAULT_TIMEOUT_MS),
                settings.number(Setting.DEFAULT_MAX_TURNS),
                !tools(settings).isEmpty(),
                settings.millis(Setting.STREAM_PING_MS),
                settings.flag(Setting.CLAUDE_PROXY_PAGE),
                aliases(settings),
                Runtime.getRuntime().maxMemory() / HEAP_SHARE_OF_RESPONSES,
                HOP_HEADER);
    }

    private static ModelAliases aliases(Settings settings) throws SettingException {
        try {
            return ModelAliases.of(settings.text(Setting.CLAUDE_PROXY_MODEL_ALIASES));
        } catch (IllegalArgumentException wrong) {
            throw new SettingException("CLAUDE_PROXY_MODEL_ALIASES: " + wrong.getMessage());
        }
    }

    private static Optional<Path> workdir(Settings settings) throws SettingException {
        Optional<Path> folder = settings.path(Setting.CLAUDE_PROXY_WORKDIR);
        if (folder.isPresent() && !PrivateFolders.isUsable(folder.orElseThrow())) {
            throw SettingException.of(
                    Setting.CLAUDE_PROXY_WORKDIR,
                    settings.text(Setting.CLAUDE_PROXY_WORKDIR),
                    "a folder that exists and that this user may read and enter");
        }
        return folder;
    }

    /** As browsers send them; anything else would never match. */
    private static Set<String> origins(Settings settings) throws SettingException {
        List<String> origins = settings.list(Setting.CLAUDE_PROXY_ALLOWED_ORIGINS);
        for (String origin : origins) {
            if (!ORIGIN.matcher(origin).matches()) {
                throw SettingException.of(
                        Setting.CLAUDE_PROXY_ALLOWED_ORIGINS,
                        origin,
                        "origins separated by commas, in lower case and without a path, such as https://app.example:8443");
            }
        }
        return Set.copyOf(origins);
    }

    /** Headers carry ASCII only: any other key could never be sent. */
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

    /** Only known names: the CLI ignores others without a word, and takes a rule in brackets for more than a name. */
    private static List<String> tools(Settings settings) throws SettingException {
        List<String> tools = settings.list(Setting.CLAUDE_PROXY_TOOLS);
        for (String tool : tools) {
            if (!BuiltInTools.NAMES.contains(tool)) {
                throw SettingException.of(
                        Setting.CLAUDE_PROXY_TOOLS,
                        tool,
                        "names of tools, separated by commas, of these: "
                                + String.join(", ", new TreeSet<>(BuiltInTools.NAMES)));
            }
        }
        return tools;
    }
}
