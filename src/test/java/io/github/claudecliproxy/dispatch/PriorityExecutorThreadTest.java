package io.github.claudecliproxy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of tasks and permits when threads are not to be had, or tasks misbehave on them. */
class PriorityExecutorThreadTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final DispatchSettings ONE_SLOT = new DispatchSettings(1, 5, LONG);
    private static final ThreadFactory REAL = Executors.defaultThreadFactory();

    /** Ways in which a factory fails. */
    static Stream<Supplier<@Nullable Thread>> failures() {
        return Stream.of(
                () -> null,
                () -> {
                    throw new IllegalStateException("stopped");
                },
                () -> {
                    throw new OutOfMemoryError("unable to create native thread");
                },
                () -> {
                    throw new NoClassDefFoundError("of a stopped application");
                });
    }

    @ParameterizedTest
    @MethodSource("failures")
    @SuppressWarnings("NullAway") // null is how a factory says no
    void submit_noThreadForTask_isToldAndGivesThePermitBack(Supplier<Thread> failure) throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        ThreadFactory factory = work -> broken.get() ? failure.get() : REAL.newThread(work);
        try (PriorityExecutor executor = ProbeClock.executor(ONE_SLOT, factory)) {
            ProbeTask task = ProbeTask.quick();

            assertThatCode(() -> executor.submit(Priority.NORMAL, "", task)).doesNotThrowAnyException();

            assertThat(task.told()).containsExactly("NO_THREAD");
            assertThat(executor.stats()).isEqualTo(new DispatchStats(0, 0, true));
            broken.set(false);
            ProbeTask next = ProbeTask.quick();
            executor.submit(Priority.NORMAL, "", next);
            await().untilAsserted(() -> assertThat(next.told()).containsExactly(ProbeTask.RUN));
        }
    }

    @ParameterizedTest
    @MethodSource("failures")
    @SuppressWarnings("NullAway") // null is how a factory says no
    void submit_noThreadForDeadline_isToldAndDoesNotWait(Supplier<Thread> failure) throws Exception {
        AtomicInteger asked = new AtomicInteger();
        ThreadFactory factory = work -> asked.incrementAndGet() == 1 ? REAL.newThread(work) : failure.get();
        try (PriorityExecutor executor = ProbeClock.executor(ONE_SLOT, factory)) {
            ProbeTask holder = ProbeTask.running(executor);
            ProbeTask task = ProbeTask.quick();

            assertThatCode(() -> executor.submit(Priority.NORMAL, "", task)).doesNotThrowAnyException();

            assertThat(task.told()).containsExactly("NO_THREAD");
            assertThat(executor.stats()).isEqualTo(new DispatchStats(1, 0, true));
            holder.release();
            assertThat(executor.awaitIdle(LONG)).isTrue();
            assertThat(task.told()).hasSize(1);
        }
    }

    @Test
    @SuppressWarnings("NullAway") // null is how a factory says no
    void submit_noThreadWhileOthersWait_permitPassesOn() throws Exception {
        AtomicInteger asked = new AtomicInteger();
        AtomicReference<PriorityExecutor> executor = new AtomicReference<>();
        ProbeTask waiting = ProbeTask.quick();
        // the first thread asked for is the first task's; until the factory says no, the second task has come
        executor.set(ProbeClock.executor(ONE_SLOT, work -> {
            if (asked.incrementAndGet() > 1) {
                return REAL.newThread(work);
            }
            submit(executor.get(), waiting);
            return null;
        }));
        ProbeTask first = ProbeTask.quick();

        submit(executor.get(), first);

        assertThat(first.told()).containsExactly("NO_THREAD");
        await().untilAsserted(() -> assertThat(waiting.told()).containsExactly(ProbeTask.RUN));
        await().until(executor.get()::stats, new DispatchStats(0, 0, true)::equals);
        executor.get().close();
    }

    /** As a managed thread of a server that fails before it calls its task. */
    @ParameterizedTest
    @CsvSource({"1, RUN", "2, NO_THREAD"})
    void threadThatDiesBeforeItsTask_isReplacedOnce_andThePermitPassesOn(int deaths, String told) throws Exception {
        AtomicInteger made = new AtomicInteger();
        ThreadFactory factory = work -> made.incrementAndGet() <= deaths ? new Thread(() -> {}) : REAL.newThread(work);
        AtomicInteger checks = new AtomicInteger();
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1) {
            @Override
            public ScheduledFuture<?> schedule(Runnable check, long delay, TimeUnit unit) {
                return super.schedule(check, checks.incrementAndGet() <= deaths ? 0 : delay, unit);
            }
        };
        try (PriorityExecutor executor = new PriorityExecutor(ONE_SLOT, factory, clock)) {
            ProbeTask task = ProbeTask.quick();

            executor.submit(Priority.NORMAL, "", task);

            await().untilAsserted(() -> assertThat(task.told()).containsExactly(told));
            await().until(executor::stats, new DispatchStats(0, 0, true)::equals);
        } finally {
            clock.shutdownNow();
        }
    }

    private static void submit(PriorityExecutor executor, ProbeTask task) {
        try {
            executor.submit(Priority.NORMAL, "", task);
        } catch (RejectedException refused) {
            throw new AssertionError(refused);
        }
    }
}
