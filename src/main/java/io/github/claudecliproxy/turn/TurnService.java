package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.pool.SessionLease;
import io.github.claudecliproxy.cli.pool.Sessions;
import io.github.claudecliproxy.cli.session.Origin;
import io.github.claudecliproxy.cli.session.SessionSpec;
import io.github.claudecliproxy.dispatch.DispatchTask;
import io.github.claudecliproxy.dispatch.PriorityExecutor;
import io.github.claudecliproxy.dispatch.RejectedException;
import io.github.claudecliproxy.dispatch.Submission;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes turns from submission to their one outcome. A deadline only asks the turn to stop, it is the
 * turn's own thread that answers the client.
 */
public final class TurnService implements AutoCloseable {
    /** What a cancelled turn may take to tell its client and bury its process. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(10);

    private final PriorityExecutor executor;
    private final Sessions sessions;
    private final int retries;
    private final TurnObserver observer;
    private final ScheduledExecutorService clock;
    private final Set<Turn> living = ConcurrentHashMap.newKeySet();

    public TurnService(
            PriorityExecutor executor,
            Sessions sessions,
            int retries,
            TurnObserver observer,
            ScheduledExecutorService clock) {
        this.retries = retries;
        this.executor = executor;
        this.sessions = sessions;
        this.observer = observer;
        this.clock = clock;
    }

    /**
     * Runs the turn now or queues it; the handler is told of its answer or its failure, also when the queue is full.
     *
     * @return the handle by which the turn can be cancelled
     */
    public Turn submit(TurnRequest request, TurnHandler handler) {
        Run run = new Run(request, handler);
        observer.accepted();
        living.add(run.turn);
        try {
            Submission submission = executor.submit(request.priority(), run);
            run.turn.attach(submission);
            if (submission.wasQueued()) {
                request.planned().waiting();
                TurnLog.queued(request, executor.stats());
            }
        } catch (RejectedException rejected) {
            handler.fail(run.turn.settled(Failures.rejected(rejected)));
        }
        return run.turn;
    }

    /** Takes no more turns, tells the waiting ones, and gives the running ones at most {@code limit} to end. */
    public void drain(Duration limit) throws InterruptedException {
        executor.drain();
        if (!executor.awaitIdle(limit)) {
            living.forEach(turn -> turn.cancel(CancelReason.SERVER_STOPPING));
            executor.awaitIdle(LAST_WORDS);
        }
    }

    /** Ends what still runs. The sessions' processes are ended by their own owner. */
    @Override
    public void close() {
        executor.drain();
        living.forEach(turn -> turn.cancel(CancelReason.SERVER_STOPPING));
    }

    /** One turn on its way through the executor. */
    private final class Run implements DispatchTask {
        private final TurnRequest request;
        private final TurnHandler handler;
        private final Turn turn;
        private final Usage tally = new Usage();
        private volatile long startedNanos;

        Run(TurnRequest request, TurnHandler handler) {
            this.request = request;
            this.handler = handler;
            this.turn = new Turn(request, this::settled);
        }

        @Override
        public void dropped(Dropped why, Duration waited) {
            CancelReason reason = turn.cancelReason();
            handler.fail(turn.settled(
                    Failures.dropped(why, reason == null ? CancelReason.SERVER_STOPPING : reason, waited)));
        }

        @Override
        public void run(Duration waited) {
            startedNanos = System.nanoTime();
            observer.started();
            Future<?> deadline = null;
            try {
                TurnLog.exec(request, executor.stats());
                deadline = clock.schedule(
                        () -> turn.cancel(CancelReason.DEADLINE),
                        request.timeout().toNanos(),
                        TimeUnit.NANOSECONDS);
                serve(waited);
            } catch (TurnException failure) {
                fail(failure);
            } catch (CliException failure) {
                CancelReason reason = turn.cancelReason();
                fail(reason == null ? Failures.ofCli(failure, false) : Failures.cancelled(reason, request.timeout()));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                fail(Failures.cancelled(CancelReason.SERVER_STOPPING, request.timeout()));
            } catch (RuntimeException | Error fault) {
                try {
                    TurnLog.fault(request, fault);
                } finally {
                    fail(Failures.fault());
                }
            } finally {
                if (deadline != null) {
                    deadline.cancel(false);
                }
            }
        }

        private void serve(Duration waited) throws TurnException, CliException, InterruptedException {
            turn.checkCancelled();
            TurnPlan plan = plan();
            try (SessionLease lease = asked(plan.session())) {
                try {
                    handler.answer(new TurnStream(
                            turn,
                            lease,
                            plan,
                            new AnswerReader(plan.maxTurns(), retries, plan.clientRunsTools()),
                            waited,
                            tally));
                    turn.settled(Failures.cancelled(CancelReason.CLIENT_GONE, request.timeout()));
                } finally {
                    turn.letGo(); // before the lease is closed, which gives the session to others
                }
            }
        }

        /** A process that was there before may have died since; then the question goes to a new one. */
        private SessionLease asked(SessionSpec spec) throws TurnException, CliException, InterruptedException {
            SessionLease lease = sessions.lease(spec, turn::attach);
            try {
                return asked(lease);
            } catch (CliException lost) {
                if (lease.origin() == Origin.COLD || turn.cancelReason() != null) {
                    throw lost;
                }
            }
            return asked(sessions.start(spec, turn::attach));
        }

        private SessionLease asked(SessionLease lease) throws TurnException, CliException, InterruptedException {
            boolean asked = false;
            try {
                turn.attach(lease.session());
                turn.checkCancelled();
                lease.ask();
                asked = true;
                return lease;
            } finally {
                if (!asked) {
                    turn.letGo();
                    if (turn.cancelReason() == null) {
                        lease.abandon(); // another serves at once
                    } else {
                        lease.close();
                    }
                }
            }
        }

        private TurnPlan plan() {
            try {
                return request.planned().plan();
            } catch (InvalidRequestException changed) {
                throw new IllegalStateException("a request that was checked is no longer valid", changed);
            }
        }

        /** The handler answers once, whatever it is told after that. */
        private void fail(TurnException failure) {
            turn.settled(failure);
            handler.fail(failure);
        }

        private void settled(TurnOutcome outcome, @Nullable TurnException failure) {
            living.remove(turn);
            long started = startedNanos;
            Duration ran = started == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - started);
            observer.settled(outcome, started != 0, ran, tally);
            TurnLog.settled(request, ran, tally, failure);
        }
    }
}
