package io.github.claudecliproxy.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.pool.SessionLease;
import io.github.claudecliproxy.cli.pool.Sessions;
import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.cli.session.SessionSpec;
import io.github.claudecliproxy.dispatch.DispatchTask;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * A question to the CLI itself: no turn of a conversation, and not counted as one, but it runs a CLI process and so
 * takes a permit like any other. Settles its answer once.
 */
final class Lookup implements DispatchTask {
    /** Beyond what a single step may take; a CLI that does not even read its question is ended by it. */
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final Sessions sessions;
    private final ScheduledExecutorService clock;
    private final Planned planned;
    private final Question question;
    private final LookupAnswer answer;

    /** What the session is wanted for; made when it is wanted. */
    @FunctionalInterface
    interface Planned {
        SessionSpec plan() throws InvalidRequestException;
    }

    /** What to ask the session. */
    @FunctionalInterface
    interface Question {
        JsonNode ask(Session session, SessionSpec spec) throws CliException, InterruptedException;
    }

    Lookup(Sessions sessions, ScheduledExecutorService clock, Planned planned, Question question, LookupAnswer answer) {
        this.sessions = sessions;
        this.clock = clock;
        this.planned = planned;
        this.question = question;
        this.answer = answer;
    }

    @Override
    public void run(Duration waited) {
        try {
            answer.found(look());
        } catch (CliException failure) {
            answer.fail(Failures.ofCli(failure, false));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            answer.fail(Failures.cancelled(CancelReason.SERVER_STOPPING, Duration.ZERO));
        } catch (RuntimeException | Error fault) {
            answer.fail(Failures.fault()); // whoever asked is told, also when it is the answer that could not be made
            throw fault;
        }
    }

    /** The session is at rest again, or its process has ended, before anybody is answered. */
    private JsonNode look() throws CliException, InterruptedException {
        SessionSpec spec = plan();
        try (SessionLease lease = sessions.lease(spec, begun -> {})) {
            Future<?> deadline = clock.schedule(lease.session()::terminate, LIMIT.toNanos(), TimeUnit.NANOSECONDS);
            try {
                return question.ask(lease.session(), spec);
            } finally {
                deadline.cancel(false);
            }
        }
    }

    private SessionSpec plan() {
        try {
            return planned.plan();
        } catch (InvalidRequestException changed) {
            throw new IllegalStateException("a request that was checked is no longer valid", changed);
        }
    }

    @Override
    public void dropped(Dropped why, Duration waited) {
        answer.fail(Failures.dropped(why, CancelReason.SERVER_STOPPING, waited));
    }
}
