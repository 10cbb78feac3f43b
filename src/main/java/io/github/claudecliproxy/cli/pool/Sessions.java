package io.github.claudecliproxy.cli.pool;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.cli.session.SessionSpec;
import java.util.function.Consumer;

/** Where sessions come from. A lease is for one turn; whoever leases closes. Thread-safe. */
public interface Sessions {
    /**
     * A session for this conversation: one that has it, else the one that has most of its beginning, else one that can be
     * emptied for it, else a new one.
     *
     * @param begun is told of a new one before it boots, so that the wait for it can be cancelled
     * @throws CliException when there is no CLI to use or it does not start
     */
    SessionLease lease(SessionSpec spec, Consumer<Session> begun) throws CliException, InterruptedException;

    /** A session in a new process, for a conversation whose first lease was lost before the question was asked. */
    SessionLease start(SessionSpec spec, Consumer<Session> begun) throws CliException, InterruptedException;
}
