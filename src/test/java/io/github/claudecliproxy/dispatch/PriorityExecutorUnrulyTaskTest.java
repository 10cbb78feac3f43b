package io.github.claudecliproxy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks that throw, or leave their thread as they should not. */
class PriorityExecutorUnrulyTaskTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final AtomicInteger threads = new AtomicInteger();
    private final PriorityExecutor executor = ProbeClock.executor(new DispatchSettings(1, 10, LONG), work -> {
        threads.incrementAndGet();
        return Executors.defaultThreadFactory().newThread(work);
    });

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void run_taskThrows_nextRunsOnTheSameThread() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);
        List<Thread> ranOn = new CopyOnWriteArrayList<>();
        for (int i = 0; i < 5; i++) {
            executor.submit(Priority.NORMAL, "", task(() -> {
                ranOn.add(Thread.currentThread());
                throw new StackOverflowError("of a task");
            }));
        }
        int threadsBefore = threads.get();

        holder.release();

        assertThat(executor.awaitIdle(LONG)).isTrue();
        assertThat(ranOn).hasSize(5).containsOnly(ranOn.get(0));
        assertThat(threads).hasValue(threadsBefore);
        assertThat(executor.stats()).isEqualTo(new DispatchStats(0, 0, true));
    }

    @Test
    void dropped_taskThrows_cancelStillReturns() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);
        Submission first = executor.submit(Priority.NORMAL, "", task(() -> {}));
        executor.submit(Priority.NORMAL, "", task(() -> {}));

        boolean taken = first.cancel();
        executor.drain();

        assertThat(taken).isTrue();
        assertThat(executor.stats()).isEqualTo(new DispatchStats(1, 0, false));
        holder.release();
    }

    @Test
    void run_taskLeavesItsThreadInterrupted_nextDoesNotSeeIt() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);
        List<Boolean> interrupted = new CopyOnWriteArrayList<>();
        executor.submit(Priority.HIGH, "", task(() -> Thread.currentThread().interrupt()));
        executor.submit(
                Priority.LOW,
                "",
                task(() -> interrupted.add(Thread.currentThread().isInterrupted())));

        holder.release();

        assertThat(executor.awaitIdle(LONG)).isTrue();
        assertThat(interrupted).containsExactly(false);
    }

    private static DispatchTask task(Runnable work) {
        return new DispatchTask() {
            @Override
            public void run(Duration waited) {
                work.run();
            }

            @Override
            public void dropped(Dropped dropped, Duration waited) {
                throw new IllegalStateException("of a task that was dropped: " + dropped);
            }
        };
    }
}
