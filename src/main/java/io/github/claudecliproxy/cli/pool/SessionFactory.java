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
     * A session in a new process that has booted.
     *
     * @param begun is told of the session before it boots, so that the wait for it can be cancelled
     * @throws CliException when there is no CLI to use or it does not start
     */
    Session start(SpawnKey key, Consumer<Session> begun) throws CliException, InterruptedException;

    /** The version of the CLI that a new session would have; empty when none can be started. */
    Optional<CliVersion> version();

    /** How many processes live, those that run a turn included. */
    int living();
}
