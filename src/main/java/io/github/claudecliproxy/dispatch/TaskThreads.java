package io.github.claudecliproxy.dispatch;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The threads of the executor. Idle ones end soon. Thread-safe. */
final class TaskThreads {
    private static final Logger LOG = LoggerFactory.getLogger(TaskThreads.class);
    private static final long IDLE_THREAD_SECONDS = 30;

    private final ThreadPoolExecutor threads;
    private final ScheduledExecutorService clock;

    /** @param clock watches that threads begin */
    TaskThreads(ThreadFactory factory, ScheduledExecutorService clock) {
        // without an upper bound, because the permits are the bound: a pool with as many threads would refuse a task
        // when a thread has given its permit back but is not idle yet
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), factory);
        this.clock = clock;
    }

    /**
     * Runs work on a thread.
     *
     * @param ifLost runs in its place if its thread never begins
     * @return false if there is no thread; then neither runs
     */
    boolean run(Runnable work, Runnable ifLost) {
        WatchedStart start = new WatchedStart(work, ifLost, clock);
        try {
            threads.execute(start);
        } catch (RuntimeException | Error noThread) {
            LOG.atError().addKeyValue("error", noThread.toString()).log("ERR");
            return false;
        }
        start.watch();
        return true;
    }

    /** Runs what may block on a thread of its own; on this one if there is no other. */
    void runSomewhere(Runnable work) {
        if (!run(work, work)) {
            work.run();
        }
    }

    /** They end when their tasks have. */
    void shutdown() {
        threads.shutdown();
    }

    /** Logs what a task of ours throws. */
    static void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) {
            note(failure);
        }
    }

    /** A failure to log must not cost a permit. */
    static void note(Throwable failure) {
        try {
            LOG.atError().setCause(failure).log("ERR");
        } catch (RuntimeException | Error unsaid) {
            // nothing can be done
        }
    }
}
