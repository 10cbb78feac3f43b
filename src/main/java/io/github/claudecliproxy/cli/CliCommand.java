package io.github.claudecliproxy.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The command line of a session's process. Flags only: prompt, system prompt and keys never stand here, where every
 * user of the machine could read them.
 */
final class CliCommand {
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
            "--disable-slash-commands");

    /**
     * After an answer that was cut off, refused or empty, the CLI by itself asks the API again, within a few
     * milliseconds: too soon to be stopped from outside for certain. A budget that the first answer exhausts stops it
     * from inside. The answer itself is not touched, and the API is not told. It also forbids a second turn, so where
     * sessions are parked they are sealed instead: {@link CliSession#seal}.
     */
    private static final List<String> SPEND_NO_MORE = List.of("--max-budget-usd", "0.000001");

    private static final long TRIAL_SECONDS = 5;

    private final List<String> wrapper;
    private final String builtInTools;
    private final boolean oneTurn;

    /** Looks for the wrapper programs, and tries them, once. */
    CliCommand(CliSettings settings) {
        this.builtInTools = String.join(",", settings.tools());
        this.oneTurn = settings.pooling().parkedSessions() == 0;
        this.wrapper = wrapper(settings.environment().getOrDefault("PATH", ""));
    }

    /** The whole command. */
    List<String> of(Path executable, SpawnKey key) {
        List<String> command = new ArrayList<>(wrapper);
        command.add(executable.toString());
        command.addAll(FLAGS);
        String tools = key.builtInTools() ? builtInTools : "";
        String allowed = tools.isEmpty() ? ClientTools.ALLOWED : ClientTools.ALLOWED + "," + tools;
        command.addAll(List.of("--tools", tools, "--allowedTools", allowed));
        if (hasBudget(key)) {
            command.addAll(SPEND_NO_MORE);
        }
        key.model().ifPresent(name -> command.addAll(List.of("--model", name)));
        return command;
    }

    /** Whether the CLI's first answer exhausts what it may spend. */
    boolean hasBudget(SpawnKey key) {
        return oneTurn && !(key.builtInTools() && !builtInTools.isEmpty());
    }

    /**
     * {@code setsid}: a Ctrl-C meant for the server must not end its turns before they were drained. {@code setpriv}:
     * the CLI ends when the server is killed, which closing its stdin does not do while it is busy. Both replace
     * themselves by the CLI, and where they do not exist it is started bare.
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

    /** Some systems have a program of this name that does not know the option: a trial tells. */
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
