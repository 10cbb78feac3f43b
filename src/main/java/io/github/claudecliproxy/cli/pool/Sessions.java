package io.github.claudecliproxy.cli.pool;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.cli.session.SessionSpec;
import java.util.function.Consumer;

/** Leases sessions. A lease is for one turn, and the turn closes it. Thread-safe. */
public interface Sessions {
    /**
     * A session for this conversation: one that holds it, else the one that holds most of its beginning, else one that can
     * be emptied for it, else a new one.
     *
     * @param begun gets a new session before it boots, so that the wait for the boot can be cancelled
     * @throws CliException when no usable CLI is found, or it does not start
     */
    SessionLease lease(SessionSpec spec, Consumer<Session> begun) throws CliException, InterruptedException;

    /** A session in a new process, for a turn whose first session failed before the question was asked. */
    SessionLease start(SessionSpec spec, Consumer<Session> begun) throws CliException, InterruptedException;
}
