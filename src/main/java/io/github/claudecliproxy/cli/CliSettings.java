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
 * @param workdir where it runs, or empty for an empty private folder
 * @param environment the server's own environment; the CLI gets only what an allow-list names
 * @param hopHeader the header, as {@code name: value}, by which requests of the proxy's own CLI are recognized
 * @param tools the CLI's built-in tools that the operator allows
 * @param retries how often the CLI itself retries a failed request to the API
 * @param startLimit how long a new process may take to answer its first line
 * @param exitGrace how long a process has between SIGTERM and SIGKILL
 * @param pooling how processes outlive their turns
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

    /** The CLI answers its first line in half a second, on a machine under heavy load in many times that. */
    public static final Duration START_LIMIT = Duration.ofSeconds(60);
    /** SIGTERM ends the CLI within 40 ms, unless it is stuck. */
    public static final Duration EXIT_GRACE = Duration.ofSeconds(2);

    public CliSettings {
        environment = Map.copyOf(environment);
        tools = List.copyOf(tools);
    }

    /**
     * How long processes live, and for whom.
     *
     * @param maxProcesses the most processes at once; only a turn may start one beyond it
     * @param idle how long a session may be idle; zero for a process per turn
     * @param maxAge how long a process is used
     * @param maxConversations how many conversations a process serves, one after the other
     * @param maxMemoryBytes a process that uses more memory serves no further turn
     * @param reuse whether a process may be emptied for another conversation, on versions for which that was tested
     * @param shared whether it may be emptied for another owner's conversation
     */
    public record Pooling(
            int maxProcesses,
            Duration idle,
            Duration maxAge,
            int maxConversations,
            long maxMemoryBytes,
            boolean reuse,
            boolean shared) {
        /** A process for each turn, and no others. */
        public static final Pooling NONE =
                new Pooling(Integer.MAX_VALUE, Duration.ZERO, Duration.ofHours(1), 1, Long.MAX_VALUE, false, false);

        /** Whether processes outlive their turns. */
        public boolean keeps() {
            return !idle.isZero();
        }
    }
}
