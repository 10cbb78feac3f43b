package io.github.claudecliproxy.dispatch;

import java.time.Duration;

/**
 * A task for the executor. Exactly one of {@link #run} and {@link #dropped} is called, once, and never under a lock of the
 * executor.
 *
 * <p>An exception is logged and costs the executor neither a permit nor a thread.
 */
public interface DispatchTask {
    /**
     * Does the work on one of the executor's threads; the permit is held until this returns.
     *
     * @param waited how long the task was queued; next to nothing when it ran at once
     */
    void run(Duration waited);

    /**
     * The task was dropped without having run.
     *
     * @param dropped why
     * @param waited how long it was queued
     */
    void dropped(Dropped dropped, Duration waited);

    /** Whether it is not started while the executor pauses. Always the same; may be asked under a lock. */
    default boolean waitsOutPauses() {
        return true;
    }

    /** Why a queued task never ran. */
    enum Dropped {
        /** Its deadline passed in the queue. */
        EXPIRED,
        /** The executor pauses beyond its deadline. */
        PAUSED,
        /** {@link Submission#cancel()} took it out of the queue. */
        CANCELLED,
        /** The executor began to drain. */
        DRAINED,
        /** No thread could be started to run it, or to watch its deadline. */
        NO_THREAD
    }
}
