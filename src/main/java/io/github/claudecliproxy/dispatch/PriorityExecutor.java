package io.github.claudecliproxy.dispatch;

import io.github.claudecliproxy.dispatch.DispatchTask.Dropped;
import io.github.claudecliproxy.time.Stopwatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks by priority, then by arrival; time in the queue raises a priority. At most {@code maxConcurrent} tasks
 * run at once and at most {@code maxQueueDepth} are queued.
 *
 * <p>INVARIANT: a submission is in {@code waiting}, or holds one of the {@code running} permits, or is settled. It
 * moves between the three only under {@code lock}, so whoever removes a submission from {@code waiting} owns it: of a
 * cancel, a deadline and a freed permit that reach it together only one wins, and no permit is lost. Tasks are called
 * after the lock was released.
 *
 * <p>A thread that has finished a task takes the next one itself, so that a permit changes hands without a thread
 * switch.
 */
public final class PriorityExecutor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PriorityExecutor.class);
    private static final long IDLE_THREAD_SECONDS = 30;

    /** A thread that has not begun by then is taken for dead: some servers' threads fail before they call their task. */
    private static final long LONGEST_START_SECONDS = 2;

    private final DispatchSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();
    private final WaitingLine waiting;
    private final ThreadPoolExecutor threads;
    private final ScheduledThreadPoolExecutor clock;

    private long arrivals;
    private int running;
    private boolean accepting = true;

    /**
     * An executor that starts no thread before its first task.
     *
     * @param threadFactory makes the threads that run tasks
     * @param clock watches deadlines; its tasks must not block it; stopped by its owner
     */
    public PriorityExecutor(DispatchSettings settings, ThreadFactory threadFactory, ScheduledThreadPoolExecutor clock) {
        this.settings = settings;
        this.waiting = new WaitingLine(settings.aging());
        // No upper bound here: the permits are the bound. A pool as large as the permits would refuse a task whose
        // predecessor has given its permit back but whose thread is not yet idle.
        this.threads = new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, IDLE_THREAD_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), threadFactory);
        this.clock = clock;
    }

    /**
     * Runs the task now, or queues it for at most the queue timeout.
     *
     * @throws RejectedException when the queue is full or the executor drains; the task is not called
     */
    public Submission submit(Priority priority, DispatchTask task) throws RejectedException {
        return submit(priority, settings.queueTimeout(), task);
    }

    /** As {@link #submit(Priority, DispatchTask)}, with a deadline of the task's own. */
    public Submission submit(Priority priority, Duration queueTimeout, DispatchTask task) throws RejectedException {
        Submission submission;
        boolean watched = true;
        lock.lock();
        try {
            if (!accepting) {
                throw new RejectedException(RejectedException.Reason.DRAINING);
            }
            boolean full = running >= settings.maxConcurrent();
            submission = new Submission(this, task, priority, arrivals++, full, Stopwatch.start());
            if (full) {
                watched = enqueue(submission, queueTimeout);
            } else {
                running++;
            }
        } finally {
            lock.unlock();
        }
        if (!submission.wasQueued()) {
            start(submission);
        } else if (!watched) {
            drop(submission, Dropped.NO_THREAD);
        }
        return submission;
    }

    public DispatchStats stats() {
        lock.lock();
        try {
            return new DispatchStats(running, waiting.size(), accepting);
        } finally {
            lock.unlock();
        }
    }

    /** Rejects new tasks from now on and drops the queued ones; running ones go on. Idempotent. */
    public void drain() {
        List<Submission> dropped;
        lock.lock();
        try {
            accepting = false;
            dropped = waiting.clear();
            dropped.forEach(Submission::disarm);
        } finally {
            lock.unlock();
        }
        dropped.forEach(submission -> drop(submission, Dropped.DRAINED));
    }

    /**
     * Waits until no task runs.
     *
     * @return false if some still ran after {@code limit}
     */
    public boolean awaitIdle(Duration limit) throws InterruptedException {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (running > 0 && left > 0) {
                left = idle.awaitNanos(left);
            }
            return running == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Drains and ends the threads. Running tasks are not interrupted; their threads end after them. */
    @Override
    public void close() {
        drain();
        threads.shutdown();
    }

    boolean cancel(Submission submission) {
        return take(submission) && drop(submission, Dropped.CANCELLED);
    }

    /**
     * Queues the submission. Returns false if no thread could be started to watch its deadline; then it is not
     * queued.
     */
    private boolean enqueue(Submission submission, Duration queueTimeout) throws RejectedException {
        if (waiting.size() >= settings.maxQueueDepth()) {
            throw new RejectedException(RejectedException.Reason.QUEUE_FULL);
        }
        try {
            submission.deadline =
                    clock.schedule(() -> expire(submission), queueTimeout.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RuntimeException | Error noThread) {
            LOG.atError().addKeyValue("error", noThread.toString()).log("ERR");
            return false;
        }
        if (clock.getPoolSize() == 0) { // its thread factory returned null, which it does not report
            submission.disarm();
            return false;
        }
        waiting.add(submission);
        return true;
    }

    /**
     * Runs on the scheduler's thread, which must stay free for the next deadline, so the task is told on another
     * thread.
     */
    private void expire(Submission submission) {
        if (take(submission)) {
            tell(submission, Dropped.EXPIRED);
        }
    }

    /** Removes a queued submission; true means that the caller owns it now and must settle it. */
    private boolean take(Submission submission) {
        lock.lock();
        try {
            boolean taken = waiting.remove(submission);
            if (taken) {
                submission.disarm();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Starts a submission that holds a permit. If no thread can be started, the permit passes to the next queued
     * submission.
     */
    private void start(@Nullable Submission first) {
        Submission current = first;
        while (current != null && !onThread(runner(current), again(current))) {
            drop(current, Dropped.NO_THREAD);
            current = nextOrRelease();
        }
    }

    /** The thread of a submission never began: another is tried, once. */
    private Runnable again(Submission submission) {
        return () -> {
            if (!onThread(runner(submission), lost(submission))) {
                lost(submission).run();
            }
        };
    }

    /** No thread of a submission ever began: its task is told, and its permit passes on. */
    private Runnable lost(Submission submission) {
        return () -> {
            tell(submission, Dropped.NO_THREAD);
            start(nextOrRelease());
        };
    }

    /** Tells a task on a thread of its own, because it may block; on this one if there is no other. */
    private void tell(Submission submission, Dropped why) {
        Runnable told = () -> drop(submission, why);
        if (!onThread(told, told)) {
            told.run();
        }
    }

    private Runnable runner(Submission first) {
        return () -> {
            Submission current = first;
            while (current != null) {
                DispatchTask task = current.task;
                Duration waited = current.waited();
                guarded(() -> task.run(waited));
                Thread.interrupted(); // an interrupt that a task left behind is not for the next one
                current = nextOrRelease();
            }
        };
    }

    /** Passes the caller's permit to the next queued submission, or releases it. */
    private @Nullable Submission nextOrRelease() {
        lock.lock();
        try {
            Submission next = waiting.poll();
            if (next == null) {
                running--;
                idle.signalAll();
            } else {
                next.disarm();
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    private boolean onThread(Runnable work, Runnable ifLost) {
        WatchedStart start = new WatchedStart(work, ifLost);
        try {
            threads.execute(start);
        } catch (RuntimeException | Error noThread) {
            LOG.atError().addKeyValue("error", noThread.toString()).log("ERR");
            return false;
        }
        start.watch();
        return true;
    }

    /** Work for a thread, or what is done in its place if that thread never begins: one of the two runs, once. */
    private final class WatchedStart implements Runnable {
        private final Runnable work;
        private final Runnable ifLost;
        private final AtomicBoolean settled = new AtomicBoolean();
        private volatile @Nullable Future<?> check;

        WatchedStart(Runnable work, Runnable ifLost) {
            this.work = work;
            this.ifLost = ifLost;
        }

        @Override
        public void run() {
            if (settled.compareAndSet(false, true)) {
                callOff();
                work.run();
            }
        }

        /** The work may begin while this runs: whichever writes its field last sees the other's, and calls the check off. */
        void watch() {
            if (settled.get()) {
                return;
            }
            try {
                check = clock.schedule(this::lose, LONGEST_START_SECONDS, TimeUnit.SECONDS);
            } catch (RuntimeException | Error noThread) {
                LOG.atError().addKeyValue("error", noThread.toString()).log("ERR");
            }
            if (settled.get()) {
                callOff();
            }
        }

        private void callOff() {
            Future<?> scheduled = check;
            if (scheduled != null) {
                scheduled.cancel(false);
            }
        }

        private void lose() {
            if (settled.compareAndSet(false, true)) {
                LOG.atError()
                        .addKeyValue("error", "a thread did not begin within " + LONGEST_START_SECONDS + " s")
                        .log("ERR");
                ifLost.run();
            }
        }
    }

    private boolean drop(Submission submission, Dropped why) {
        guarded(() -> submission.task.dropped(why, submission.waited()));
        return true;
    }

    private static void guarded(Runnable call) {
        try {
            call.run();
        } catch (RuntimeException | Error failure) {
            note(failure);
        }
    }

    /** A failure to log must not cost a permit. */
    private static void note(Throwable failure) {
        try {
            LOG.atError().setCause(failure).log("ERR");
        } catch (RuntimeException | Error unsaid) {
            // nothing can be done
        }
    }
}
