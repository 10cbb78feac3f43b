package io.github.claudecliproxy.cli.pool;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.session.Origin;
import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.cli.session.SessionSpec;

/** A session for the time of one turn. For the turn's thread. */
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
     * @throws CliException when the process ends, stays silent, or does what it never does
     */
    public void ask() throws CliException, InterruptedException {
        session.ask(spec);
    }

    /**
     * The answer is whole. From here on the session can be leased for the conversation's next turn, which may come before
     * this one has come to its end.
     *
     * @param answer the content blocks of the answer, as the client has them; the CLI's own history ends with just these
     */
    public void keep(JsonNode answer) {
        if (pool.keeps()) {
            session.keep(answer);
            released = pool.release(session);
        }
    }

    /** Ends a session that has not even taken the question, without waiting for its end. */
    public void abandon() {
        session.kill();
    }

    /**
     * Brings the session to rest for whoever wants it next, or ends it. Waits about a second at most where the CLI answers,
     * a few where its process has to be ended.
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
