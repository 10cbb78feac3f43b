package io.github.claudecliproxy.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A task that notes everything it is told; a held one runs until it is released. */
final class ProbeTask implements DispatchTask {
    static final String RUN = "RUN";

    private static final long SAFETY_SECONDS = 60;

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch released;
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final List<Duration> waits = new CopyOnWriteArrayList<>();

    private ProbeTask(CountDownLatch released) {
        this.released = released;
    }

    static ProbeTask quick() {
        return new ProbeTask(new CountDownLatch(0));
    }

    static ProbeTask held() {
        return new ProbeTask(new CountDownLatch(1));
    }

    /** A held task that runs by the time this returns. */
    static ProbeTask running(PriorityExecutor executor) throws RejectedException {
        ProbeTask task = held();
        executor.submit(Priority.NORMAL, "", task);
        await(task.started);
        return task;
    }

    @Override
    public void run(Duration waited) {
        waits.add(waited);
        told.add(RUN);
        started.countDown();
        await(released);
    }

    @Override
    public void dropped(Dropped dropped, Duration waited) {
        waits.add(waited);
        told.add(dropped.name());
    }

    void release() {
        released.countDown();
    }

    List<String> told() {
        return told;
    }

    List<Duration> waits() {
        return waits;
    }

    /** Waits for the latch; a test that would hang fails instead. */
    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(SAFETY_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("what was waited for never came");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
