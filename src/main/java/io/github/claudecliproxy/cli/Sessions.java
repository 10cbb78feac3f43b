package io.github.claudecliproxy.cli;

/** Where sessions come from. Leases are given for one turn; whoever leases closes. Thread-safe. */
public interface Sessions {
    /**
     * A session for this conversation, in which nothing has been said yet.
     *
     * @throws CliException when there is no CLI to use or it does not start
     */
    CliSession lease(SessionSpec spec) throws CliException;
}
