package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Every process that the benchmark starts, so that none outlives it. */
final class Children implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Set<Process> living = ConcurrentHashMap.newKeySet();

    /** Starts a process with an environment that holds nothing but what is given. */
    Process start(Map<String, String> environment, Path directory, Path stdout, List<String> command)
            throws IOException {
        return start(environment, directory, ProcessBuilder.Redirect.to(stdout.toFile()), command);
    }

    /** The same, with its stdout for us to read. */
    Process start(Map<String, String> environment, Path directory, List<String> command) throws IOException {
        return start(environment, directory, ProcessBuilder.Redirect.PIPE, command);
    }

    private Process start(
            Map<String, String> environment, Path directory, ProcessBuilder.Redirect stdout, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(stdout);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        living.add(process);
        return process;
    }

    /** Waits for a process that ends by itself. */
    void awaitEnd(Process process) {
        if (Await.ended(process, GRACE)) {
            living.remove(process);
        } else {
            end(process);
        }
    }

    /** Ends a process and what it has started, and waits for it. */
    void end(Process process) {
        living.remove(process);
        List<ProcessHandle> below = process.descendants().toList();
        process.destroy();
        if (!Await.ended(process, GRACE)) {
            process.destroyForcibly();
        }
        below.forEach(ProcessHandle::destroyForcibly);
    }

    @Override
    public void close() {
        List.copyOf(living).forEach(this::end);
    }
}
