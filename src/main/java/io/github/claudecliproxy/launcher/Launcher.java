package io.github.claudecliproxy.launcher;

import io.github.claudecliproxy.config.Setting;
import io.github.claudecliproxy.config.SettingException;
import io.github.claudecliproxy.config.Settings;
import io.github.claudecliproxy.launcher.keys.KeysCommand;
import io.github.claudecliproxy.log.LogStop;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command line: {@code java -jar claude-cli-proxy.war}. */
@Command(
        name = "claude-cli-proxy",
        mixinStandardHelpOptions = true,
        versionProvider = ProductVersion.class,
        subcommands = {Doctor.class, KeysCommand.class, Unpack.class, Rehearsal.class},
        sortOptions = false,
        description = {
            "Answers the Anthropic Messages API over HTTP with the claude CLI on this machine.",
            "Settings are environment variables; 'doctor' shows them."
        })
public final class Launcher implements Callable<Integer> {
    /** Exit status when a setting or the machine keeps the server from starting. */
    private static final int CANNOT_START = 2;

    @Option(
            names = {"-p", "--port"},
            scope = ScopeType.INHERIT,
            description = "port to listen on, 0 for a free one (CLAUDE_PROXY_PORT, default 9100)")
    private @Nullable String port;

    @Option(
            names = "--host",
            scope = ScopeType.INHERIT,
            description = "addresses to listen on, separated by commas (CLAUDE_PROXY_HOST, default loopback)")
    private @Nullable String host;

    private final Optional<Path> temporary;
    private @Nullable EmbeddedServer server;

    private Launcher(Optional<Path> temporary) {
        this.temporary = temporary;
    }

    /** Entry point for a class path that {@code unpack} has written. */
    public static void main(String[] arguments) {
        run(arguments, Optional.empty());
    }

    /**
     * Runs a command line and then exits the JVM.
     *
     * @param temporary our folder with the class path, deleted at the end
     */
    public static void run(String[] arguments, Optional<Path> temporary) {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        Logger.getLogger("").setLevel(Level.WARNING); // the log drops the rest anyway, but only after formatting it
        Launcher launcher = new Launcher(temporary);
        Runtime.getRuntime().addShutdownHook(new Thread(launcher::stop, "shutdown"));
        // without arguments picocli is not needed, and it takes a tenth of a second
        System.exit(arguments.length == 0 ? launcher.call() : new CommandLine(launcher).execute(arguments));
    }

    /** The settings; command-line options come first. */
    Settings settings() {
        Map<String, String> given = new HashMap<>();
        if (port != null) {
            given.put(Setting.CLAUDE_PROXY_PORT.name(), port);
        }
        if (host != null) {
            given.put(Setting.CLAUDE_PROXY_HOST.name(), host);
        }
        return Settings.ofProcess(given::get);
    }

    @Override
    public Integer call() {
        try {
            start();
        } catch (SettingException wrong) {
            System.err.println(wrong.getMessage());
            return CANNOT_START;
        } catch (IOException failed) {
            System.err.println("No temporary folder can be made: " + failed.getMessage()
                    + "; check the space and rights in java.io.tmpdir");
            return CANNOT_START;
        }

        awaitSignal();
        return CommandLine.ExitCode.OK;
    }

    /**
     * Synchronized with {@link #stop}: a signal during the start waits, so that whatever was begun, such as the first
     * question to the CLI, is also ended.
     */
    private synchronized void start() throws SettingException, IOException {
        server = EmbeddedServer.start(settings());
    }

    /** Waits until a signal ends the JVM, which runs {@link #stop}. */
    private static void awaitSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Deletes our temporary files, however the JVM ends. After a drain and a close the exit status is 0, whichever
     * signal asked for it.
     */
    private synchronized void stop() {
        if (server != null) {
            server.drain();
            server.close();
        }
        LogStop.stop();
        temporary.ifPresent(Folders::delete);
        if (server != null) {
            Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
        }
    }
}
