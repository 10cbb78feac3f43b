package io.github.claudecliproxy.cli;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How the CLI is run.
 *
 * @param executable where it is, or empty to look for it
 * @param workdir where it runs, or empty for a private directory that is empty
 * @param environment the server's own environment; the CLI gets only the names of {@link ChildEnvironment} from it
 * @param hopHeader the header, as {@code name: value}, by which we know our own CLI's requests
 * @param tools built-in tools of the CLI's that the operator allows, for sessions that want them
 * @param retries how often the CLI asks a failing API again by itself
 * @param startLimit how long a started process may take to answer its first line
 * @param exitGrace how long a process has between SIGTERM and SIGKILL
 * @param pooling how many processes live beside those that run a turn
 */
public record CliSettings(
        Optional<Path> executable,
        Optional<Path> workdir,
        Map<String, String> environment,
        String hopHeader,
        List<String> tools,
        int retries,
        Duration startLimit,
        Duration exitGrace,
        Pooling pooling) {

    /** Answers its first line in half a second; a machine under heavy load may need many times that. */
    public static final Duration START_LIMIT = Duration.ofSeconds(60);
    /** SIGTERM ends it within 40 ms; only a stuck one needs more. */
    public static final Duration EXIT_GRACE = Duration.ofSeconds(2);

    public CliSettings {
        environment = Map.copyOf(environment);
        tools = List.copyOf(tools);
    }

    /**
     * Sessions that wait.
     *
     * @param warmSessions spares for each model in use; 0 for none
     * @param parkedSessions sessions that stay with their conversation; 0 for none
     * @param parkedTtl how long a parked session waits for its next turn
     * @param maxProcesses the most processes at once, in all; those that run a turn come first
     */
    public record Pooling(int warmSessions, int parkedSessions, Duration parkedTtl, int maxProcesses) {
        /** For so many models, those last asked for, spares are kept. */
        public static final int MODELS_IN_USE = 3;

        /** A process for each turn, and none beside. */
        public static final Pooling NONE = new Pooling(0, 0, Duration.ZERO, Integer.MAX_VALUE);
    }
}
