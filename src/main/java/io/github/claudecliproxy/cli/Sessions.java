package io.github.claudecliproxy.cli;

/** Where sessions come from. A lease is for one turn; whoever leases closes. Thread-safe. */
public interface Sessions {
    /**
     * A session for this conversation: one that already has it, else one whose process already runs, else a new one.
     *
     * @throws CliException when there is no CLI to use or it does not start
     */
    SessionLease lease(SessionSpec spec) throws CliException;

    /** A session in a new process, for a conversation whose first lease was lost before the question was asked. */
    SessionLease start(SessionSpec spec) throws CliException;
}
