package io.github.claudecliproxy.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.pool.SessionLease;
import io.github.claudecliproxy.cli.pool.Sessions;
import io.github.claudecliproxy.cli.session.Origin;
import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.cli.session.SessionSpec;
import io.github.claudecliproxy.dispatch.DispatchStats;
import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.keys.AdmittedKey;
import io.github.claudecliproxy.turn.TurnLog;
import io.github.claudecliproxy.work.Outcome;
import io.github.claudecliproxy.work.Planned;
import io.github.claudecliproxy.work.Work;
import io.github.claudecliproxy.work.WorkException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A question to the CLI itself. It is not counted as a turn, but it needs a process, and so a permit like any other. */
final class Lookup extends Work {
    private final String id;
    private final Planned<SessionSpec> planned;
    private final Question question;
    private final LookupHandler handler;
    private final Sessions sessions;

    /** What to ask the session. */
    @FunctionalInterface
    interface Question {
        JsonNode ask(Session session, SessionSpec spec) throws CliException, InterruptedException;
    }

    Lookup(
            String id,
            AdmittedKey key,
            Duration timeout,
            Planned<SessionSpec> planned,
            Question question,
            LookupHandler handler,
            Sessions sessions) {
        super(key.limits().priority(Optional.of(Priority.NORMAL)), key.name(), timeout);
        this.id = id;
        this.planned = planned;
        this.question = question;
        this.handler = handler;
        this.sessions = sessions;
    }

    @Override
    protected boolean asksTheModel() {
        return false;
    }

    @Override
    protected void serve(Duration queued) throws WorkException, CliException, InterruptedException {
        JsonNode found = look();
        complete();
        handler.found(found);
    }

    /**
     * An idle session's process may have died since it was last used; then a new process is asked. The session is given back
     * before the client is answered, whose next question then finds it idle.
     */
    private JsonNode look() throws WorkException, CliException, InterruptedException {
        SessionSpec spec = planned.plan();
        SessionLease lease = sessions.lease(spec, this::attach);
        try (lease) {
            return ask(lease, spec);
        } catch (CliException lost) {
            if (lease.origin() == Origin.COLD || cancelReason() != null) {
                throw lost;
            }
        }
        try (SessionLease fresh = sessions.start(spec, this::attach)) {
            return ask(fresh, spec);
        }
    }

    private JsonNode ask(SessionLease lease, SessionSpec spec)
            throws WorkException, CliException, InterruptedException {
        attach(lease.session());
        try {
            checkCancelled();
            return question.ask(lease.session(), spec);
        } finally {
            letGo();
        }
    }

    @Override
    protected void onQueued(DispatchStats stats) {
        planned.queued();
    }

    @Override
    protected void tell(WorkException failure) {
        handler.fail(failure);
    }

    @Override
    protected void onSettled(Outcome outcome, @Nullable WorkException failure) {
        if (failure != null) {
            TurnLog.failed(id, failure);
        }
    }

    @Override
    protected void onFault(Throwable fault) {
        TurnLog.fault(id, fault);
    }
}
