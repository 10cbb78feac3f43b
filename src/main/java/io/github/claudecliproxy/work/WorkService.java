package io.github.claudecliproxy.work;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.dispatch.DispatchTask;
import io.github.claudecliproxy.dispatch.PriorityExecutor;
import io.github.claudecliproxy.dispatch.RejectedException;
import io.github.claudecliproxy.dispatch.Submission;
import io.github.claudecliproxy.plan.PlanWindows;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Takes work from its submission to its one outcome. A deadline only asks running work to stop; the
 * thread that runs it answers the client. Work that never ran is answered by whoever took it out of the queue. Thread-safe.
 */
public final class WorkService implements AutoCloseable {
    /** What cancelled work may take to tell its client and to give its session back. */
    private static final Duration CANCEL_GRACE = Duration.ofSeconds(10);

    private final PriorityExecutor executor;
    private final ScheduledExecutorService scheduler;
    private final Consumer<String> credentialRefused;
    private final PlanWindows plan;
    private final Set<Work> living = ConcurrentHashMap.newKeySet();

    /**
     * A service that takes work until it is drained.
     *
     * @param scheduler watches deadlines
     * @param plan knows why the queue pauses
     */
    public WorkService(PriorityExecutor executor, ScheduledExecutorService scheduler, PlanWindows plan) {
        this(executor, scheduler, plan, problem -> {});
    }

    /**
     * As above.
     *
     * @param credentialRefused is told what is wrong when work has failed for the CLI's own credential; must be quick
     */
    public WorkService(
            PriorityExecutor executor,
            ScheduledExecutorService scheduler,
            PlanWindows plan,
            Consumer<String> credentialRefused) {
        this.executor = executor;
        this.scheduler = scheduler;
        this.plan = plan;
        this.credentialRefused = credentialRefused;
    }

    /** Runs or queues the work, whose client is told of its answer or its failure, also when the queue is full. */
    public <W extends Work> W submit(W work) {
        work.reportsTo(credentialRefused);
        living.add(work);
        try {
            Submission submission = executor.submit(work.priority(), work.key(), new Run(work));
            work.attach(submission);
            if (submission.wasQueued()) {
                work.onQueued(executor.stats());
            }
        } catch (RejectedException rejected) {
            living.remove(work);
            work.fail(Failures.rejected(rejected, plan.closed()));
        } catch (RuntimeException | Error fault) {
            living.remove(work);
            try {
                work.onFault(fault);
            } finally {
                work.fail(Failures.fault());
            }
        }
        return work;
    }

    /** Takes no more work, tells the clients of what is queued, and lets what runs go on for at most {@code limit}. */
    public void drain(Duration limit) throws InterruptedException {
        executor.drain();
        if (!executor.awaitIdle(limit)) {
            living.forEach(work -> work.cancel(CancelReason.SERVER_STOPPING));
            executor.awaitIdle(CANCEL_GRACE);
        }
    }

    /** Stops what still runs. The sessions' processes are ended by the pool. */
    @Override
    public void close() {
        executor.drain();
        living.forEach(work -> work.cancel(CancelReason.SERVER_STOPPING));
    }

    /** Work on its way through the executor. */
    private final class Run implements DispatchTask {
        private final Work work;

        Run(Work work) {
            this.work = work;
        }

        @Override
        public boolean waitsOutPauses() {
            return work.asksTheModel();
        }

        @Override
        public void dropped(Dropped why, Duration queued) {
            living.remove(work);
            CancelReason reason = Objects.requireNonNullElse(work.cancelReason(), CancelReason.SERVER_STOPPING);
            work.fail(Failures.dropped(why, reason, queued, plan.closed()));
        }

        @Override
        public void run(Duration queued) {
            try {
                work.onStarted(executor.stats());
                Future<?> deadline = scheduler.schedule(
                        () -> work.cancel(CancelReason.DEADLINE), work.timeout().toNanos(), TimeUnit.NANOSECONDS);
                try {
                    serve(queued);
                } finally {
                    deadline.cancel(false);
                }
            } catch (RuntimeException | Error fault) {
                try {
                    work.onFault(fault);
                } finally {
                    work.fail(Failures.fault());
                }
            } finally {
                living.remove(work);
            }
        }

        private void serve(Duration queued) {
            try {
                work.checkCancelled();
                work.serve(queued);
            } catch (WorkException failure) {
                work.fail(failure);
            } catch (CliException failure) {
                CancelReason reason = work.cancelReason();
                work.fail(reason == null ? Failures.ofCli(failure, false) : Failures.cancelled(reason, work.timeout()));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                work.fail(Failures.cancelled(CancelReason.SERVER_STOPPING, work.timeout()));
            }
        }
    }
}
