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
import io.github.claudecliproxy.http.access.KeyFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
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

    private boolean well = true;

    @Override
    public Integer call() {
        Settings settings = launcher.settings();
        say("ok", "Java", System.getProperty("java.version") + ", " + System.getProperty("java.vm.name"));
        try {
            ProxySettings checked = ProxySettings.of(settings);
            keys(checked);
            cli(checked);
            port(settings);
        } catch (SettingException wrong) {
            fail("settings", wrong.getMessage());
        }
        settings.unknown().forEach(name -> say("!!", "settings", name + " is not a setting of this version"));
        out().println();
        settings.inForce()
                .forEach((name, value) -> out().printf("   %-30s %s%n", name, value.isEmpty() ? "(not set)" : value));
        out().flush();
        return well ? 0 : 1;
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
            CliSessions.notReused(settings.cli(), cli.version())
                    .ifPresentOrElse(
                            why -> say("!!", "processes", "not reused: " + why),
                            () -> say("ok", "processes", "are reused for one conversation after the other"));
            AuthStatus auth = locator.authStatus(cli);
            if (auth.loggedIn()) {
                say("ok", "login", auth.method() + (auth.provider().isEmpty() ? "" : ", " + auth.provider()));
            } else {
                fail(
                        "login",
                        "not logged in: run " + cli.executable()
                                + " and log in, or set ANTHROPIC_API_KEY or CLAUDE_CODE_OAUTH_TOKEN");
            }
        } catch (CliException unavailable) {
            fail("claude CLI", unavailable.getMessage());
        }
    }

    private void port(Settings settings) throws SettingException {
        int port = settings.number(Setting.CLAUDE_PROXY_PORT);
        for (InetAddress host : ListenAddresses.of(settings)) {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(host, port));
                say("ok", "port", port + " on " + host.getHostAddress() + " is free");
            } catch (IOException taken) {
                fail(
                        "port",
                        port + " on " + host.getHostAddress() + ": " + taken.getMessage()
                                + "; stop the program that has it or set CLAUDE_PROXY_PORT");
            }
        }
    }

    private void fail(String subject, String text) {
        well = false;
        say("!!", subject, text);
    }

    private void say(String sign, String subject, String text) {
        out().printf("%s %-11s %s%n", sign, subject, text);
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
