package io.github.claudecliproxy.app;

import io.github.claudecliproxy.config.Setting;
import io.github.claudecliproxy.config.SettingException;
import io.github.claudecliproxy.config.Settings;
import io.github.claudecliproxy.usage.database.Database;
import io.github.claudecliproxy.usage.database.PostgresServer;
import io.github.claudecliproxy.usage.database.ServerDataSource;
import io.github.claudecliproxy.usage.database.SqliteFile;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Where usage is recorded.
 *
 * @param database makes the database, which is not opened yet; empty where usage is not recorded
 * @param off why it is not recorded, or empty
 * @param wanted whether the operator has not asked for that
 */
public record LedgerSettings(Optional<Supplier<Database>> database, String off, boolean wanted) {
    private static final String NONE = "none";
    private static final String ALLOWED =
            "jdbc:sqlite: and the absolute path of a file, jdbc:postgresql: with a host and a database, or none";

    static LedgerSettings of(Settings settings) throws SettingException {
        String source = settings.text(Setting.CLAUDE_PROXY_DATA_SOURCE);
        if (!source.isEmpty()) {
            Database found = ServerDataSource.find(source)
                    .orElseThrow(() -> SettingException.of(
                            Setting.CLAUDE_PROXY_DATA_SOURCE,
                            source,
                            "the JNDI name of a data source of this server, with or without java:comp/env/"));
            return on(() -> found);
        }
        String url = settings.text(Setting.CLAUDE_PROXY_DATABASE);
        if (url.equals(NONE)) {
            return new LedgerSettings(
                    Optional.empty(), "Usage is not recorded here: CLAUDE_PROXY_DATABASE is none", false);
        }
        if (url.isEmpty() || url.equals(SqliteFile.URL_PREFIX)) {
            return inStateFolder(settings.environment());
        }
        return on(named(url));
    }

    private static LedgerSettings on(Supplier<Database> database) {
        return new LedgerSettings(Optional.of(database), "", true);
    }

    private static Supplier<Database> named(String url) throws SettingException {
        if (url.startsWith(SqliteFile.URL_PREFIX + "/") && url.indexOf('?') < 0) {
            Path file = Path.of(url.substring(SqliteFile.URL_PREFIX.length()));
            return () -> new SqliteFile(file);
        }
        if (url.startsWith(PostgresServer.URL_PREFIX)) {
            Database server = PostgresServer.of(url).orElseThrow(() -> wrong(url));
            return () -> server;
        }
        throw wrong(url);
    }

    private static SettingException wrong(String url) {
        return SettingException.of(Setting.CLAUDE_PROXY_DATABASE, url, ALLOWED);
    }

    private static LedgerSettings inStateFolder(Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (!state.startsWith("/") && !home.startsWith("/")) {
            return new LedgerSettings(
                    Optional.empty(),
                    "Usage is not recorded here: this user has no home folder (HOME); name a file with"
                            + " CLAUDE_PROXY_DATABASE=jdbc:sqlite:/path/usage.db, or set it to none",
                    true);
        }
        Path folder = state.startsWith("/") ? Path.of(state) : Path.of(home, ".local", "state");
        return on(() -> new SqliteFile(folder.resolve("claude-cli-proxy").resolve("usage.db")));
    }
}
