package io.github.claudecliproxy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A task is cancelled just as a permit reaches it. */
class PriorityExecutorRaceTest {
    private static final int ROUNDS = 20_000;
    private static final Duration LONG = Duration.ofHours(1);

    private final PriorityExecutor executor =
            ProbeClock.executor(new DispatchSettings(1, 1, LONG), Executors.defaultThreadFactory());

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void cancel_asPermitArrives_toldOnceAndPermitKept() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < ROUNDS; round++) {
            Spinning holder = new Spinning();
            executor.submit(Priority.NORMAL, "", holder);
            Counted task = new Counted();
            Submission submission = executor.submit(Priority.NORMAL, "", task);

            holder.go = true;
            spin(random.nextInt(400));
            boolean cancelled = submission.cancel();

            assertThat(executor.awaitIdle(LONG)).isTrue();
            assertThat(task.dropped).hasValue(cancelled ? 1 : 0);
            assertThat(task.ran).hasValue(cancelled ? 0 : 1);
            assertThat(executor.stats()).isEqualTo(new DispatchStats(0, 0, true));
        }
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }

    /** Holds the slot until it is told to go, and lets it go without a thread switch. */
    private static final class Spinning implements DispatchTask {
        private volatile boolean go;

        @Override
        public void run(Duration waited) {
            while (!go) {
                Thread.onSpinWait();
            }
        }

        @Override
        public void dropped(Dropped dropped, Duration waited) {
            throw new AssertionError("it has a slot");
        }
    }

    private static final class Counted implements DispatchTask {
        private final AtomicInteger ran = new AtomicInteger();
        private final AtomicInteger dropped = new AtomicInteger();

        @Override
        public void run(Duration waited) {
            ran.incrementAndGet();
        }

        @Override
        public void dropped(Dropped why, Duration waited) {
            dropped.incrementAndGet();
        }
    }
}
