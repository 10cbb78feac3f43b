package io.github.claudecliproxy.cli.process;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs the CLI for one short answer, such as its version. Ends it when it takes too long or the server stops.
 * Thread-safe.
 */
final class ShortCommand implements AutoCloseable {
    static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int MAX_OUTPUT = 64 * 1024;

    private final Map<String, String> serverEnvironment;
    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    ShortCommand(Map<String, String> serverEnvironment) {
        this.serverEnvironment = serverEnvironment;
    }

    record Output(int exitStatus, String stdout) {}

    Output run(Path executable, String... arguments) throws CliException {
        List<String> command = new ArrayList<>(List.of(executable.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
        ChildEnvironment.passOn(serverEnvironment, builder.environment());
        try {
            Process process = ProcessStart.of(builder);
            running.add(process);
            if (closed) { // read after the add: either this sees it, or close() sees the process
                process.destroyForcibly();
            }
            process.getOutputStream().close();
            return finish(process);
        } catch (IOException refused) {
            throw new CliException(Kind.UNAVAILABLE, "The claude CLI could not be started", refused);
        }
    }

    /** Another thread reads the output, so that a program that prints without end cannot block this one. */
    private Output finish(Process process) throws CliException {
        FutureTask<String> stdout = new FutureTask<>(() -> readSome(process));
        Thread reader = new Thread(stdout, "cli-short-command");
        reader.setDaemon(true);
        reader.start();
        try {
            String text = stdout.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new TimeoutException();
            }
            if (closed) { // it was killed by close(), so its output and status mean nothing
                throw new CliException(Kind.UNAVAILABLE, "The server stopped while the claude CLI was asked");
            }
            return new Output(process.exitValue(), text);
        } catch (TimeoutException late) {
            throw new CliException(
                    Kind.UNAVAILABLE,
                    "The claude CLI did not answer a simple command within " + LIMIT.toSeconds() + " s");
        } catch (ExecutionException unreadable) {
            throw new CliException(Kind.UNAVAILABLE, "The output of the claude CLI could not be read", unreadable);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CliException(Kind.UNAVAILABLE, "Interrupted while the claude CLI was asked", interrupted);
        } finally {
            end(process);
            running.remove(process);
        }
    }

    /** Kills the commands that run, and waits a moment for their end. */
    @Override
    public void close() {
        closed = true;
        List<Process> last = List.copyOf(running);
        last.forEach(ShortCommand::end);
        try {
            for (Process process : last) {
                if (!process.waitFor(1, TimeUnit.SECONDS)) {
                    return; // it has been killed, and cannot run on for long
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static String readSome(Process process) throws IOException {
        try (InputStream in = process.getInputStream()) {
            return new String(in.readNBytes(MAX_OUTPUT), StandardCharsets.UTF_8);
        }
    }
}
