package io.github.claudecliproxy.launcher;

import io.github.claudecliproxy.app.ProxySettings;
import io.github.claudecliproxy.cli.Cli;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.cli.pool.CliSessions;
import io.github.claudecliproxy.cli.process.AuthStatus;
import io.github.claudecliproxy.cli.process.CliLocator;
import io.github.claudecliproxy.config.Setting;
import io.github.claudecliproxy.config.SettingException;
import io.github.claudecliproxy.config.Settings;
import io.github.claudecliproxy.keys.KeyFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Says in plain lines whether the server would work here, and how to fix what would not. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Checks Java, the CLI, its login, the port and the settings.")
final class Doctor implements Callable<Integer> {
    @ParentCommand
    @SuppressWarnings("NullAway.Init") // set by picocli
    private Launcher launcher;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    private boolean healthy = true;

    @Override
    public Integer call() {
        Settings settings = launcher.settings();
        say("ok", "Java", System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"));
        try {
            ProxySettings checked = ProxySettings.of(settings);
            keys(checked);
            cli(checked);
            String url = port(settings);
            if (healthy) {
                out().println();
                out().println("Once it runs, ask it something:");
                out().println("   " + DoctorWords.firstQuestion(url, needsKey(checked)));
            }
        } catch (SettingException wrong) {
            fail("settings", wrong.getMessage());
        }
        settings.unknown().forEach(unknown -> say("!!", "settings", unknown.told()));
        out().println();
        settings.inForce()
                .forEach((name, value) -> out().printf("   %-30s %s%n", name, value.isEmpty() ? "(not set)" : value));
        out().flush();
        return healthy ? 0 : 1;
    }

    private void keys(ProxySettings settings) throws SettingException {
        Optional<Path> file = settings.http().apiKeysFile();
        try {
            if (file.isPresent()) {
                KeyFile.check(file.orElseThrow())
                        .ifPresentOrElse(
                                warning -> say("!!", "keys", warning),
                                () -> say("ok", "keys", "in " + file.orElseThrow()));
            }
        } catch (IOException unusable) {
            throw new SettingException("PROXY_API_KEYS_FILE: " + unusable.getMessage());
        }
    }

    private void cli(ProxySettings settings) {
        try (CliLocator locator = new CliLocator(settings.cli())) {
            Cli cli = locator.locate();
            say(
                    "ok",
                    "claude CLI",
                    cli.version() + " at " + cli.executable() + " (needs " + CliVersion.FLOOR + " or newer)");
            say(
                    CliSessions.notReused(settings.cli(), cli.version()).isEmpty() ? "ok" : "!!",
                    "processes",
                    CliSessions.reuseInWords(settings.cli(), cli.version()));
            AuthStatus auth = locator.authStatus(cli);
            if (auth.loggedIn()) {
                say("ok", "login", auth.inWords());
            } else {
                boolean inContainer = DoctorWords.inContainer(settings.cli().environment());
                fail("login", DoctorWords.notLoggedIn(cli.executable(), inContainer));
            }
        } catch (CliException unavailable) {
            fail("claude CLI", unavailable.summary());
        }
    }

    private static boolean needsKey(ProxySettings settings) {
        return settings.http().apiKey().isPresent()
                || settings.http().apiKeysFile().isPresent();
    }

    /** The first address, as a URL. */
    private String port(Settings settings) throws SettingException {
        int port = settings.number(Setting.CLAUDE_PROXY_PORT);
        List<InetAddress> hosts = ListenAddresses.of(settings);
        for (InetAddress host : hosts) {
            String where = port + " on " + NetworkAddresses.written(host);
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(host, port));
                say("ok", "port", where + " is free");
            } catch (IOException taken) {
                if (Neighbour.isProxy(NetworkAddresses.url(host, port))) {
                    say("ok", "port", where + ": claude-cli-proxy answers there already");
                } else {
                    fail(
                            "port",
                            where + ": " + taken.getMessage()
                                    + "; stop the program that has it or set CLAUDE_PROXY_PORT");
                }
            }
        }
        return NetworkAddresses.url(hosts.get(0), port);
    }

    private void fail(String subject, String text) {
        healthy = false;
        say("!!", subject, text);
    }

    private void say(String sign, String subject, String text) {
        out().printf("%s %-11s %s%n", sign, subject, text);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
