package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.pool.SessionLease;
import io.github.claudecliproxy.cli.pool.Sessions;
import io.github.claudecliproxy.cli.session.Origin;
import io.github.claudecliproxy.cli.session.SessionSpec;
import io.github.claudecliproxy.dispatch.DispatchStats;
import io.github.claudecliproxy.keys.KeyUses;
import io.github.claudecliproxy.plan.PlanLimit;
import io.github.claudecliproxy.plan.PlanWindows;
import io.github.claudecliproxy.time.Stopwatch;
import io.github.claudecliproxy.work.CancelReason;
import io.github.claudecliproxy.work.Failures;
import io.github.claudecliproxy.work.Outcome;
import io.github.claudecliproxy.work.Work;
import io.github.claudecliproxy.work.WorkException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A client's question and the model's answer to it. Counted by the observer and logged. */
final class Turn extends Work {
    private final TurnRequest request;
    private final KeyUses.Admission admission;
    private final TurnHandler handler;
    private final Sessions sessions;
    private final TurnObserver observer;
    private final PlanWindows plan;
    private final int retries;
    private final Stopwatch accepted = Stopwatch.start();
    private volatile @Nullable Started started;

    /** What is known from the moment that the turn begins to run. */
    private record Started(Duration queued, Usage usage) {}

    /**
     * A turn that is accepted and not yet submitted.
     *
     * @param admission by its key; ends with the turn
     * @param plan says which models must wait
     * @param retries how often the CLI may ask a failing API again
     */
    Turn(
            TurnRequest request,
            KeyUses.Admission admission,
            TurnHandler handler,
            Sessions sessions,
            TurnObserver observer,
            PlanWindows plan,
            int retries) {
        super(request.priority(), request.key(), request.timeout());
        this.request = request;
        this.admission = admission;
        this.handler = handler;
        this.sessions = sessions;
        this.observer = observer;
        this.plan = plan;
        this.retries = retries;
    }

    TurnRequest request() {
        return request;
    }

    @Override
    protected void onQueued(DispatchStats stats) {
        request.planned().queued();
        TurnLog.queued(request, stats);
    }

    @Override
    protected void onStarted(DispatchStats stats) {
        started = new Started(accepted.elapsed(), new Usage());
        observer.started(request.info());
        TurnLog.exec(request, stats);
    }

    /** The first piece of the answer has come. */
    void answering() {
        observer.answering(request.info());
    }

    @Override
    protected void onSettled(Outcome outcome, @Nullable WorkException failure) {
        Started run = started;
        TurnSummary summary = run == null
                ? TurnSummary.unstarted(request, outcome, accepted.elapsed())
                : TurnSummary.of(request, outcome, run.queued(), run.usage());
        admission.end(summary.tokens().total());
        observer.settled(request.info(), summary, failure);
        TurnLog.settled(request.id(), summary, failure);
    }

    @Override
    protected void onFault(Throwable fault) {
        TurnLog.fault(request.id(), fault);
    }

    @Override
    protected void tell(WorkException failure) {
        handler.fail(failure);
    }

    @Override
    protected void serve(Duration queued) throws WorkException, CliException, InterruptedException {
        TurnPlan asked = request.planned().plan();
        Optional<PlanLimit> closed =
                plan.closedFor(asked.session().key().model().orElse(""));
        if (closed.isPresent()) {
            throw Failures.planLimit(closed.orElseThrow());
        }
        Usage usage =
                Objects.requireNonNull(started, "serve comes after onStarted").usage();
        try (SessionLease lease = asked(asked.session())) {
            try {
                AnswerReader reader = new AnswerReader(asked.maxTurns(), retries, asked.clientRunsTools());
                handler.answer(new TurnStream(this, lease, asked, reader, queued, usage));
                abandoned();
            } finally {
                letGo(); // before the lease is closed, which gives the session back
            }
        }
    }

    /** The handler has returned. Unless it read the answer to its end, its client is gone, or was too slow for the deadline. */
    private void abandoned() {
        CancelReason reason = Objects.requireNonNullElse(cancelReason(), CancelReason.CLIENT_GONE);
        WorkException unused = failed(Failures.cancelled(reason, timeout()));
    }

    /** An idle session's process may have died since it was last used; then a new process is asked. */
    private SessionLease asked(SessionSpec spec) throws WorkException, CliException, InterruptedException {
        SessionLease lease = sessions.lease(spec, this::attach);
        try {
            return asked(lease);
        } catch (CliException lost) {
            if (lease.origin() == Origin.COLD || cancelReason() != null) {
                throw lost;
            }
        }
        return asked(sessions.start(spec, this::attach));
    }

    private SessionLease asked(SessionLease lease) throws WorkException, CliException, InterruptedException {
        boolean asked = false;
        try {
            attach(lease.session());
            checkCancelled();
            lease.ask();
            asked = true;
            return lease;
        } finally {
            if (!asked) {
                letGo();
                if (cancelReason() == null) {
                    lease.abandon(); // at once: another session serves
                } else {
                    lease.close();
                }
            }
        }
    }
}
