package io.github.claudecliproxy.dispatch;

import io.github.claudecliproxy.time.Stopwatch;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** The handle of one submitted task. Its state changes only under the lock of its executor. */
public final class Submission {
    /** A total order, because arrival numbers are unique. */
    static final Comparator<Submission> ARRIVAL = Comparator.comparingLong(s -> s.arrival);

    final DispatchTask task;
    private final PriorityExecutor executor;
    private final Priority priority;
    private final long arrival;
    private final Stopwatch submitted;
    private final boolean queued;

    /** Guarded by the executor's lock. */
    @Nullable
    Future<?> deadline;

    Submission(
            PriorityExecutor executor,
            DispatchTask task,
            Priority priority,
            long arrival,
            boolean queued,
            Stopwatch submitted) {
        this.executor = executor;
        this.task = task;
        this.priority = priority;
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

    /** Called under the executor's lock by whoever takes the submission out of the queue. */
    void disarm() {
        if (deadline != null) {
            deadline.cancel(false);
            deadline = null;
        }
    }

    Priority priority() {
        return priority;
    }

    Duration waited() {
        return submitted.elapsed();
    }
}
