package io.github.claudecliproxy.cli.process;

import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.cli.SpawnKey;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The command line of a CLI process. Flags only: every user of the machine can read it, so prompts and keys never go there.
 */
public final class CliCommand {
    private static final List<String> FLAGS = List.of(
            "-p",
            "--input-format",
            "stream-json",
            "--output-format",
            "stream-json",
            "--include-partial-messages",
            "--verbose",
            "--strict-mcp-config",
            "--setting-sources",
            "",
            "--no-session-persistence",
            "--disable-slash-commands",
            "--debug-to-stderr");

    /** The name of the MCP server through which the CLI knows the client's tools. */
    public static final String TOOL_SERVER = "client";

    /** Must be in {@code --allowedTools}, or the CLI denies each call of the client's tools and tells the model so. */
    private static final String ALLOWED = "mcp__" + TOOL_SERVER;

    private static final long TRIAL_SECONDS = 5;

    private final List<String> wrapper;
    private final String builtInTools;

    /** Looks for the wrapper programs and tries them, which takes a moment. */
    public CliCommand(CliSettings settings) {
        this.builtInTools = String.join(",", settings.tools());
        this.wrapper = wrapper(settings.environment().getOrDefault("PATH", ""));
    }

    public List<String> of(Path executable, SpawnKey key) {
        List<String> command = new ArrayList<>(wrapper);
        command.add(executable.toString());
        command.addAll(FLAGS);
        String tools = key.builtInTools() ? builtInTools : "";
        String allowed = tools.isEmpty() ? ALLOWED : ALLOWED + "," + tools;
        command.addAll(List.of("--tools", tools, "--allowedTools", allowed));
        key.model().ifPresent(name -> command.addAll(List.of("--model", name)));
        return command;
    }

    /**
     * {@code setsid}: a Ctrl-C for the server must not end turns that are still to be drained. {@code setpriv}: ends the
     * CLI when the server is killed; that its stdin is closed does not end it while it is busy. Both exec the CLI, so they
     * add no process. Where they do not exist, the CLI is started without them.
     */
    private static List<String> wrapper(String path) {
        List<String> wrapper = new ArrayList<>();
        find("setsid", path)
                .map(setsid -> List.of(setsid.toString()))
                .filter(CliCommand::works)
                .ifPresent(wrapper::addAll);
        find("setpriv", path)
                .map(setpriv -> List.of(setpriv.toString(), "--pdeathsig", "TERM", "--"))
                .filter(CliCommand::works)
                .ifPresent(wrapper::addAll);
        return List.copyOf(wrapper);
    }

    /** On some systems a program of this name does not know the option, so it is tried. */
    private static boolean works(List<String> wrapper) {
        List<String> trial = new ArrayList<>(wrapper);
        trial.add("true");
        try {
            Process process = ProcessStart.of(new ProcessBuilder(trial)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD));
            boolean ended = process.waitFor(TRIAL_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException notRunnable) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static Optional<Path> find(String program, String path) {
        for (String directory :
                (path + File.pathSeparator + "/usr/bin" + File.pathSeparator + "/bin").split(File.pathSeparator, -1)) {
            Path candidate = Path.of(directory.isEmpty() ? "/usr/bin" : directory, program);
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }
}
