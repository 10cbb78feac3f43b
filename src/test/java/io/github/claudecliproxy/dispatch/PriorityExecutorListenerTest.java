package io.github.claudecliproxy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A task that is told something uses the executor from another thread: were a lock held meanwhile, it would wait. */
class PriorityExecutorListenerTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final String FREE = "free";

    private final AtomicBoolean threadsGiven = new AtomicBoolean(true);
    private final List<String> noted = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway") // null is how a factory says no
    private final PriorityExecutor executor = ProbeClock.executor(
            new DispatchSettings(1, 5, LONG),
            work -> threadsGiven.get() ? Executors.defaultThreadFactory().newThread(work) : null);

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void run_always_withoutLock() throws Exception {
        executor.submit(Priority.NORMAL, "", task());

        await().untilAsserted(() -> assertThat(noted).containsExactly("RUN", FREE));
    }

    @Test
    void dropped_cancelled_withoutLock() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);

        executor.submit(Priority.NORMAL, "", task()).cancel();

        assertThat(noted).containsExactly("CANCELLED", FREE);
        holder.release();
    }

    @Test
    void dropped_expired_withoutLock() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);

        executor.submit(Priority.NORMAL, "", Duration.ofMillis(1), task());

        await().untilAsserted(() -> assertThat(noted).containsExactly("EXPIRED", FREE));
        holder.release();
    }

    @Test
    void dropped_drained_withoutLock() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);
        executor.submit(Priority.NORMAL, "", task());

        executor.drain();

        assertThat(noted).containsExactly("DRAINED", FREE);
        holder.release();
    }

    @Test
    void dropped_noThread_withoutLock() throws Exception {
        threadsGiven.set(false);

        executor.submit(Priority.NORMAL, "", task());

        assertThat(noted).containsExactly("NO_THREAD", FREE);
    }

    private DispatchTask task() {
        return new DispatchTask() {
            @Override
            public void run(Duration waited) {
                noted.add("RUN");
                noted.add(useFromAnotherThread());
            }

            @Override
            public void dropped(Dropped dropped, Duration waited) {
                noted.add(dropped.name());
                noted.add(useFromAnotherThread());
            }
        };
    }

    private String useFromAnotherThread() {
        CountDownLatch done = new CountDownLatch(1);
        new Thread(() -> {
                    executor.stats();
                    try {
                        executor.submit(Priority.LOW, "", ProbeTask.quick()).cancel();
                    } catch (RejectedException draining) {
                        // an answer too: the lock was to be had
                    }
                    done.countDown();
                })
                .start();
        try {
            return done.await(10, TimeUnit.SECONDS) ? FREE : "locked";
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
