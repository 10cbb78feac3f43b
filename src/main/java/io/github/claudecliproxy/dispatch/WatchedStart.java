package io.github.claudecliproxy.dispatch;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Work for a thread, or what is done in its place if that thread never begins: one of the two runs, once. Some servers'
 * threads fail before they call their task.
 */
final class WatchedStart implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedStart.class);

    /** A thread that has not begun by then is taken for dead. */
    private static final long LONGEST_START_SECONDS = 2;

    private final Runnable work;
    private final Runnable ifLost;
    private final ScheduledExecutorService clock;
    private final AtomicBoolean settled = new AtomicBoolean();
    private volatile @Nullable Future<?> check;

    WatchedStart(Runnable work, Runnable ifLost, ScheduledExecutorService clock) {
        this.work = work;
        this.ifLost = ifLost;
        this.clock = clock;
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
