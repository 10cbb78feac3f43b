package io.github.claudecliproxy.dispatch;

import io.github.claudecliproxy.time.Stopwatch;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The handle of one submitted task. Its state changes only under the lock of its executor. */
public final class Submission {
    /** A total order, because arrival numbers are unique. */
    static final Comparator<Submission> ARRIVAL = Comparator.comparingLong(s -> s.arrival);

    final DispatchTask task;
    private final PriorityExecutor executor;
    private final Priority priority;
    private final String group;
    private final long arrival;
    private final Stopwatch submitted;
    private final boolean queued;

    /** Guarded by the executor's lock. */
    private @Nullable ScheduledFuture<?> deadline;

    private Duration paused = Duration.ZERO;

    Submission(
            PriorityExecutor executor,
            DispatchTask task,
            Priority priority,
            String group,
            long arrival,
            boolean queued,
            Stopwatch submitted) {
        this.executor = executor;
        this.task = task;
        this.priority = priority;
        this.group = group;
        this.arrival = arrival;
        this.queued = queued;
        this.submitted = submitted;
    }

    /**
     * Removes the task from the queue; its place is free when this returns.
     *
     * @return false when the task is no longer queued: it runs, has ended, or was removed by another
     */
    public boolean cancel() {
        return executor.cancel(this);
    }

    /** Whether the task was queued when it was submitted, wherever it is now. */
    public boolean wasQueued() {
        return queued;
    }

    /**
     * Sets the deadline. Called under the executor's lock.
     *
     * @return false if no thread could be started to watch it
     */
    boolean arm(ScheduledThreadPoolExecutor clock, Duration queueTimeout, Runnable expire) {
        try {
            deadline = clock.schedule(expire, queueTimeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException | Error noThread) {
            TaskThreads.note(noThread);
            return false;
        }
        if (clock.getPoolSize() == 0) { // its thread factory returned null, which it does not report
            disarm();
            return false;
        }
        return true;
    }

    /** Called under the executor's lock by whoever takes the submission out of the queue. */
    void disarm() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    /** Whether its deadline comes within this time. Called under the executor's lock. */
    boolean expiresIn(Duration time) {
        return deadline != null && deadline.getDelay(TimeUnit.NANOSECONDS) < time.toNanos();
    }

    Priority priority() {
        return priority;
    }

    String group() {
        return group;
    }

    Duration waited() {
        return submitted.elapsed();
    }

    /** Its time in the queue without pauses, in which no other task overtakes it. */
    Duration aged() {
        return waited().minus(paused);
    }

    /** A pause of this length is over. Called under the executor's lock. */
    void discount(Duration pause) {
        Duration waited = waited();
        paused = paused.plus(pause.compareTo(waited) < 0 ? pause : waited);
    }
}
