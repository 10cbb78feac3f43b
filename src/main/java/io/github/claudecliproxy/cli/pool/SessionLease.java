package io.github.claudecliproxy.cli.pool;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.session.Origin;
import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.cli.session.SessionSpec;

/** A session leased for one turn. For the turn's thread. */
public final class SessionLease implements AutoCloseable {
    private final Session session;
    private final SessionSpec spec;
    private final Origin origin;
    private final SessionPool pool;
    private boolean released;

    SessionLease(Session session, SessionSpec spec, Origin origin, SessionPool pool) {
        this.session = session;
        this.spec = spec;
        this.origin = origin;
        this.pool = pool;
    }

    public Session session() {
        return session;
    }

    public Origin origin() {
        return origin;
    }

    /**
     * Asks the question.
     *
     * @throws CliException when the process ends, stays silent or breaks the protocol
     */
    public void ask() throws CliException, InterruptedException {
        session.ask(spec);
    }

    /**
     * The answer is complete. From here on the conversation's next turn can lease the session, even before this lease is
     * closed.
     *
     * @param answer the content blocks of the answer, as the client has them and as the CLI's own history ends
     */
    public void keep(JsonNode answer) {
        if (pool.keeps()) {
            session.keep(answer);
            released = pool.release(session);
        }
    }

    /** Kills a session that has not taken the question, without waiting for its end. */
    public void abandon() {
        session.kill();
    }

    /**
     * Gives the session back to the pool, or ends it. A CLI that does not answer, or does not end, is waited for a few
     * seconds.
     */
    @Override
    public void close() {
        try {
            if (released) {
                pool.settle(session);
            } else if (!pool.keeps() || !session.giveUp() || !pool.release(session)) {
                session.close();
            }
        } catch (InterruptedException interrupted) {
            session.close();
            Thread.currentThread().interrupt();
        }
    }
}
