package io.github.claudecliproxy.dispatch;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.claudecliproxy.dispatch.DispatchTask.Dropped;
import io.github.claudecliproxy.time.Deadline;
import io.github.claudecliproxy.time.Stopwatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks by priority; time in the queue raises a priority. Among equals groups take turns, and within a group arrival
 * decides. At most {@code maxConcurrent} tasks run at once and at most {@code maxQueueDepth} are queued.
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
    private final DispatchSettings settings;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition idle = lock.newCondition();

    @GuardedBy("lock")
    private final TaskQueue queue;

    private final TaskThreads threads;
    private final ScheduledThreadPoolExecutor clock;

    @GuardedBy("lock")
    private long arrivals;

    @GuardedBy("lock")
    private int running;

    @GuardedBy("lock")
    private boolean accepting = true;

    @GuardedBy("lock")
    private final Pause pause = new Pause();

    /**
     * An executor that starts no thread before its first task.
     *
     * @param threadFactory makes the threads that run tasks
     * @param clock watches deadlines; its tasks must not block it; stopped by its owner
     */
    public PriorityExecutor(DispatchSettings settings, ThreadFactory threadFactory, ScheduledThreadPoolExecutor clock) {
        this.settings = settings;
        this.queue = new TaskQueue(settings.aging());
        this.threads = new TaskThreads(threadFactory, clock);
        this.clock = clock;
    }

    /**
     * Runs the task now, or queues it for the queue timeout at most.
     *
     * @param group whose task it is; any text
     * @throws RejectedException when the queue is full, a pause lasts longer than the task may be queued, or the executor
     *     drains; then no method of the task is called
     */
    public Submission submit(Priority priority, String group, DispatchTask task) throws RejectedException {
        return submit(priority, group, settings.queueTimeout(), task);
    }

    /** As {@link #submit(Priority, String, DispatchTask)}, with a timeout of the task's own. */
    Submission submit(Priority priority, String group, Duration queueTimeout, DispatchTask task)
            throws RejectedException {
        Submission submission;
        boolean watched = true;
        lock.lock();
        try {
            if (!accepting) {
                throw new RejectedException(RejectedException.Reason.DRAINING);
            }
            boolean held = pause.isOn() && task.waitsOutPauses();
            if (held && (pause.outlasts(queueTimeout) || queue.size() >= settings.maxQueueDepth())) {
                throw new RejectedException(RejectedException.Reason.PAUSED);
            }
            boolean waits = held || running >= settings.maxConcurrent();
            submission = new Submission(this, task, priority, group, arrivals++, waits, Stopwatch.start());
            if (waits) {
                watched = enqueue(submission, queueTimeout);
            } else {
                running++;
                queue.begun(submission);
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
            return new DispatchStats(running, queue.size(), accepting);
        } finally {
            lock.unlock();
        }
    }

    /** How many tasks of this priority are queued. */
    public int queued(Priority priority) {
        lock.lock();
        try {
            return queue.size(priority);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Starts no task that waits out pauses for this time; running ones go on, and queued ones whose deadline comes earlier
     * are dropped. A pause that lasts longer already stays as it is. When it is over, as many of the queued tasks run as
     * there are permits.
     */
    public void pause(Duration length) {
        List<Submission> dropped = List.of();
        lock.lock();
        try {
            if (!pause.outlasts(length)) {
                Deadline end = Deadline.after(length);
                pause.until(end, clock.schedule(this::resume, length.toNanos(), TimeUnit.NANOSECONDS));
                dropped = queue.takeExpiringIn(length);
                dropped.forEach(Submission::disarm);
            }
        } catch (RuntimeException | Error noThread) { // without a thread that ends it there must be no pause
            TaskThreads.note(noThread);
        } finally {
            lock.unlock();
        }
        List<Submission> told = dropped;
        if (!told.isEmpty()) {
            threads.runSomewhere(() -> told.forEach(submission -> drop(submission, Dropped.PAUSED)));
        }
    }

    /** How long the pause will last; zero if there is none. */
    public Duration paused() {
        lock.lock();
        try {
            return pause.left();
        } finally {
            lock.unlock();
        }
    }

    /** Ends the pause before its time. Does nothing if there is none. */
    public void endPause() {
        lock.lock();
        try {
            pause.cut();
        } finally {
            lock.unlock();
        }
        resume();
    }

    /** Runs on the scheduler's thread, which starts tasks on others. A permit that a task frees meanwhile is taken by one. */
    private void resume() {
        List<Submission> next = new ArrayList<>();
        lock.lock();
        try {
            if (pause.ends()) {
                queue.discount(pause.lasted());
                while (running < settings.maxConcurrent() && queue.size() > 0) {
                    running++;
                    next.add(Objects.requireNonNull(queue.poll()));
                }
                next.forEach(Submission::disarm);
            }
        } finally {
            lock.unlock();
        }
        next.forEach(submission -> again(submission).run());
    }

    /** Rejects new tasks from now on and drops the queued ones; running ones go on. Idempotent. */
    public void drain() {
        List<Submission> dropped;
        lock.lock();
        try {
            accepting = false;
            dropped = queue.clear();
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
    @GuardedBy("lock")
    private boolean enqueue(Submission submission, Duration queueTimeout) throws RejectedException {
        if (queue.size() >= settings.maxQueueDepth()) {
            throw new RejectedException(RejectedException.Reason.QUEUE_FULL);
        }
        if (!submission.arm(clock, queueTimeout, () -> expire(submission))) {
            return false;
        }
        queue.add(submission);
        return true;
    }

    /**
     * Runs on the scheduler's thread, which must stay free for the next deadline, so the task is told on another
     * thread.
     */
    private void expire(Submission submission) {
        if (take(submission)) {
            threads.runSomewhere(() -> drop(submission, Dropped.EXPIRED));
        }
    }

    /** Removes a queued submission; true means that the caller owns it now and must settle it. */
    private boolean take(Submission submission) {
        lock.lock();
        try {
            boolean taken = queue.remove(submission);
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
        while (current != null && !threads.run(runner(current), again(current))) {
            drop(current, Dropped.NO_THREAD);
            current = nextOrRelease(current);
        }
    }

    /** The thread of a submission never began: another is tried, once. */
    private Runnable again(Submission submission) {
        return () -> {
            if (!threads.run(runner(submission), lost(submission))) {
                lost(submission).run();
            }
        };
    }

    /** No thread of a submission ever began: its task is told, and its permit passes on. */
    private Runnable lost(Submission submission) {
        return () -> {
            threads.runSomewhere(() -> drop(submission, Dropped.NO_THREAD));
            start(nextOrRelease(submission));
        };
    }

    private Runnable runner(Submission first) {
        return () -> {
            Submission current = first;
            while (current != null) {
                DispatchTask task = current.task;
                Duration waited = current.waited();
                TaskThreads.guarded(() -> task.run(waited));
                Thread.interrupted(); // an interrupt that a task left behind is not for the next one
                current = nextOrRelease(current);
            }
        };
    }

    /** Passes the permit of a submission that has ended to the next queued one, or releases it. */
    private @Nullable Submission nextOrRelease(Submission ended) {
        lock.lock();
        try {
            queue.ended(ended);
            Submission next = pause.isOn() ? queue.pollUnheld() : queue.poll();
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

    private boolean drop(Submission submission, Dropped why) {
        TaskThreads.guarded(() -> submission.task.dropped(why, submission.waited()));
        return true;
    }
}
