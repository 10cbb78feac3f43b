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
 * @param environment the server's own environment; the CLI gets only what an allow-list names
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
     * How long processes live, and for whom.
     *
     * @param maxProcesses the most processes at once, in all; those that run a turn come first
     * @param idle how long a process waits for its next turn; zero for a process a turn
     * @param maxAge how long a process serves
     * @param maxConversations how many conversations a process serves, one after the other
     * @param maxMemoryBytes how much memory a process may have and serve on
     * @param reuse whether a process may be emptied for another conversation, on versions for which that was tested
     * @param shared whether it may be emptied for another caller's
     */
    public record Pooling(
            int maxProcesses,
            Duration idle,
            Duration maxAge,
            int maxConversations,
            long maxMemoryBytes,
            boolean reuse,
            boolean shared) {
        /** A process for each turn, and none beside. */
        public static final Pooling NONE =
                new Pooling(Integer.MAX_VALUE, Duration.ZERO, Duration.ofHours(1), 1, Long.MAX_VALUE, false, false);

        /** Whether processes outlive their turns. */
        public boolean keeps() {
            return !idle.isZero();
        }
    }
}
