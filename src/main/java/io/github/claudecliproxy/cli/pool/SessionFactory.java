package io.github.claudecliproxy.cli.pool;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.session.Session;
import java.util.Optional;
import java.util.function.Consumer;

/** Starts sessions. Thread-safe. */
public interface SessionFactory {
    /**
     * Starts a process, waits until it has booted, and returns its session.
     *
     * @param begun gets the session before it boots, so that the wait for the boot can be cancelled
     * @throws CliException when no usable CLI is found, or it does not start
     */
    Session start(SpawnKey key, Consumer<Session> begun) throws CliException, InterruptedException;

    /** The version of the CLI that a new session would have; empty when none can be started, of which start() says why. */
    Optional<CliVersion> version();

    /** How many processes live, including those that run a turn. */
    int living();
}
