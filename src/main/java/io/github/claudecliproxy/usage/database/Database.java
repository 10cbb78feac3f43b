package io.github.claudecliproxy.usage.database;

import io.github.claudecliproxy.time.Deadline;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;

/** Where the ledger is kept. One thread opens and closes it; once it is open, any thread may connect. */
public interface Database extends AutoCloseable {
    /** For the log, without any password. */
    String name();

    /**
     * Makes it ready, with its tables up to date. If that fails it can be tried again.
     *
     * @throws IOException if a folder or file is in the way
     */
    void open() throws IOException, SQLException;

    /** A new connection, or one from the server's pool. The caller closes it. */
    Connection connect() throws SQLException;

    /** Whether one connection may be kept open all the time; those of a pool are given back. */
    default boolean keepsConnection() {
        return true;
    }

    /** Ends the statements of a connection at this time, where the driver's own timeout does not. */
    default void limit(Connection connection, Deadline deadline) throws SQLException {
        // the driver's own timeout does
    }

    /** The innermost reason on one line, without any password. */
    default String explain(Throwable failure) {
        String reason = failure.toString();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            if (message != null && !message.isBlank()) {
                reason = message;
            }
        }
        return reason.lines().findFirst().orElse(reason);
    }

    /** After that it is not used any more. */
    @Override
    default void close() {
        // nothing is held
    }
}
