package io.github.claudecliproxy.app;

import io.github.claudecliproxy.cli.Cli;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.process.AuthStatus;
import io.github.claudecliproxy.config.Settings;
import io.github.claudecliproxy.config.UnknownSetting;
import java.util.Set;
import org.glassfish.jersey.internal.Version;
import org.glassfish.jersey.servlet.ServletContainer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/** The first log lines: that the proxy has started, and, once the CLI was asked, its version and login. */
public final class StartLog {
    private static final Logger LOG = LoggerFactory.getLogger(StartLog.class);

    /** The CLI's names for a personal login, as opposed to an API key or a cloud account. */
    private static final Set<String> PLAN_LOGINS = Set.of("claude.ai", "oauth_token");

    private StartLog() {}

    /**
     * Warns about unknown settings, recalls what keys have used today, and asks and warms up the CLI: the last two on threads
     * of their own, because they take a while.
     */
    static void checks(Settings settings, Proxy proxy) {
        for (UnknownSetting unknown : settings.unknown()) {
            LOG.atWarn()
                    .addKeyValue("setting", unknown.name())
                    .addKeyValue("note", unknown.told())
                    .log("UNKNOWN_SETTING");
        }
        LedgerSettings ledger = proxy.settings().ledger();
        if (ledger.wanted() && !ledger.off().isEmpty()) {
            LOG.atWarn().addKeyValue("note", ledger.off()).log("USAGE");
        }
        Thread asking = Threads.own("start").newThread(() -> askCli(proxy));
        asking.start();
    }

    /**
     * Where the launcher listens.
     *
     * @param url its first address, for programs on this machine
     */
    public record Where(int port, String url) {}

    /**
     * The line that the scripts of existing users wait for.
     *
     * @param where null where the server knows and we do not
     */
    public static void started(@Nullable Where where, String server, Proxy proxy) {
        LoggingEventBuilder line = LOG.atInfo();
        if (where != null) {
            line = line.addKeyValue("port", where.port()).addKeyValue("url", where.url());
        }
        line.addKeyValue("maxConcurrent", proxy.settings().dispatch().maxConcurrent())
                .addKeyValue("server", server)
                .addKeyValue("threads", proxy.managedThreads() ? "managed" : "own")
                .addKeyValue("jaxrs", jaxRs())
                .log("STARTED");
    }

    /** Which JAX-RS runs: a server's own Jersey takes precedence over ours. */
    private static String jaxRs() {
        boolean ours = ServletContainer.class.getClassLoader().equals(StartLog.class.getClassLoader());
        return "Jersey " + Version.getVersion() + (ours ? "" : " of the server");
    }

    /** A missing CLI is only a warning here: turns are answered 503 with the fix. */
    private static void askCli(Proxy proxy) {
        try {
            Cli cli = proxy.locator().locate();
            AuthStatus auth = proxy.cliCheck().ask();
            LOG.atLevel(auth.loggedIn() ? Level.INFO : Level.WARN)
                    .addKeyValue("version", cli.version().toString())
                    .addKeyValue("loggedIn", auth.loggedIn())
                    .addKeyValue("authMethod", auth.method())
                    .addKeyValue("apiProvider", auth.provider())
                    .log("CLI");
            if (proxy.keys().count() > 1 && PLAN_LOGINS.contains(auth.method())) {
                LOG.atWarn()
                        .addKeyValue("keys", proxy.keys().count())
                        .addKeyValue(
                                "note",
                                "the CLI uses a personal login: these keys are for programs of your own; for other"
                                        + " people's requests use an API key")
                        .log("KEYS");
            }
            proxy.warmUp(); // last, because both need the CPU
        } catch (CliException unavailable) {
            LOG.atWarn().addKeyValue("error", unavailable.summary()).log("CLI");
        }
    }
}
