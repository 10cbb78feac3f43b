package io.github.claudecliproxy.dispatch;

import io.github.claudecliproxy.dispatch.DispatchTask.Dropped;
import io.github.claudecliproxy.time.Stopwatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs tasks in the order (priority, arrival), where waiting raises a priority, at most {@code maxConcurrent} at once,
 * with at most {@code maxQueueDepth} waiting.
 *
 * <p>INVARIANT: a submission is in {@code waiting} or holds one of the {@code running} permits or has been settled.
 * Every move between the three happens under {@code lock}, so whoever removes a submission from {@code waiting} owns
 * it: a cancel, a deadline and a freed permit that reach it together cannot both win, and none loses a permit. Tasks
 * are called after the lock was let go.
 *
 * <p>A thread that ends a task takes the next one itself, so a permit changes hands without a thread switch.
 */
public final class PriorityExecutor implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PriorityExecutor.class);
    private static final long IDLE_THREAD_SECONDS = 30;

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
     * Starts no thread before the first task.
     *
     * @param threadFactory makes the threads that run tasks
     * @param clock watches deadlines; it is never blocked, and it is its owner who stops it
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

    /** Refuses new tasks from now on and drops the waiting ones; running ones go on. Idempotent. */
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
     * @return false when some still ran at the end of {@code limit}
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

    /** Drains and ends the threads; running tasks are not interrupted, their threads end with them. */
    @Override
    public void close() {
        drain();
        threads.shutdown();
    }

    boolean cancel(Submission submission) {
        return take(submission) && drop(submission, Dropped.CANCELLED);
    }

    /** False when no thread could be had to watch the deadline; then the submission does not wait either. */
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
        if (clock.getPoolSize() == 0) { // its factory gave null, of which it says nothing
            submission.disarm();
            return false;
        }
        waiting.add(submission);
        return true;
    }

    /** Runs on the clock's thread, which must stay free for the next deadline: the task is told on another. */
    private void expire(Submission submission) {
        if (take(submission) && !onThread(() -> drop(submission, Dropped.EXPIRED))) {
            drop(submission, Dropped.EXPIRED);
        }
    }

    /** Removes a waiting submission; true means that the caller owns it now and must settle it. */
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

    /** Starts a submission that holds a permit; if no thread is to be had, its permit passes on until one is. */
    private void start(Submission first) {
        Submission current = first;
        while (current != null && !onThread(runner(current))) {
            drop(current, Dropped.NO_THREAD);
            current = nextOrRelease();
        }
    }

    private Runnable runner(Submission first) {
        return () -> {
            Submission current = first;
            while (current != null) {
                DispatchTask task = current.task;
                Duration waited = current.waited();
                guarded(() -> task.run(waited));
                Thread.interrupted(); // what a task left is not the next one's
                current = nextOrRelease();
            }
        };
    }

    /** Hands the caller's permit to the next waiting submission, or gives it back. */
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

    private boolean onThread(Runnable work) {
        try {
            threads.execute(work);
            return true;
        } catch (RuntimeException | Error noThread) {
            LOG.atError().addKeyValue("error", noThread.toString()).log("ERR");
            return false;
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

    /** What cannot even be logged must not cost a permit. */
    private static void note(Throwable failure) {
        try {
            LOG.atError().setCause(failure).log("ERR");
        } catch (RuntimeException | Error unsaid) {
            // nothing is left to do
        }
    }
}
