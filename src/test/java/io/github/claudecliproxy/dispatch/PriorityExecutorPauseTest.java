package io.github.claudecliproxy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PriorityExecutorPauseTest {
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration A_MOMENT = Duration.ofMillis(200);

    private final PriorityExecutor executor = executor(1, LONG);
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    private static PriorityExecutor executor(int slots, Duration aging) {
        return ProbeClock.executor(
                new DispatchSettings(slots, 10, LONG.multipliedBy(2), aging), Executors.defaultThreadFactory());
    }

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void pause_permitsFree_nothingRunsUntilItsEnd() throws Exception {
        executor.pause(A_MOMENT);
        Submission queued = executor.submit(Priority.NORMAL, "group", named("turn"));

        assertThat(queued.wasQueued()).isTrue();
        assertThat(executor.stats()).isEqualTo(new DispatchStats(0, 1, true));
        assertThat(executor.paused()).isPositive();
        await().untilAsserted(() -> assertThat(ran).containsExactly("turn"));
        assertThat(executor.paused()).isZero();
        await().until(executor::stats, new DispatchStats(0, 0, true)::equals);
    }

    @Test
    void pause_taskRuns_itsPermitIsNotPassedOn() throws Exception {
        ProbeTask running = ProbeTask.running(executor);
        executor.submit(Priority.NORMAL, "group", named("turn"));

        executor.pause(LONG);
        running.release();

        await().until(executor::stats, new DispatchStats(0, 1, true)::equals);
        assertThat(ran).isEmpty();
    }

    /** The low one has waited longest, and counts as urgent if time in a pause makes it so. */
    @Test
    void pauseEnds_highestPriorityRunsFirstAndPausesMakeNobodyOld() throws Exception {
        Duration pause = Duration.ofSeconds(2);
        try (PriorityExecutor ageing = executor(1, pause.dividedBy(4))) {
            ageing.pause(pause);
            ageing.submit(Priority.LOW, "group", named("low"));
            ageing.submit(Priority.NORMAL, "group", named("normal"));
            ageing.submit(Priority.HIGH, "group", named("high"));

            await().untilAsserted(() -> assertThat(ran).containsExactly("high", "normal", "low"));
        }
    }

    @Test
    void pauseEnds_asManyRunAsThereArePermits() throws Exception {
        try (PriorityExecutor wide = executor(3, Duration.ZERO)) {
            List<ProbeTask> tasks = new ArrayList<>();
            wide.pause(A_MOMENT);
            for (int i = 0; i < 5; i++) {
                tasks.add(ProbeTask.held());
                wide.submit(Priority.NORMAL, "group", tasks.get(i));
            }

            await().until(wide::stats, new DispatchStats(3, 2, true)::equals);

            tasks.forEach(ProbeTask::release);
            await().until(wide::stats, new DispatchStats(0, 0, true)::equals);
        }
    }

    @Test
    void submit_pauseLongerThanTheTimeInTheQueue_isRejectedAtOnce() {
        executor.pause(LONG);

        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> executor.submit(Priority.HIGH, "group", A_MOMENT, named("turn")))
                .matches(rejected -> rejected.reason() == RejectedException.Reason.PAUSED);
        assertThat(executor.stats()).isEqualTo(new DispatchStats(0, 0, true));
    }

    @Test
    void pause_beyondADeadline_isToldAtOnce() throws Exception {
        ProbeTask running = ProbeTask.running(executor);
        ProbeTask queued = ProbeTask.quick();
        executor.submit(Priority.NORMAL, "group", LONG.dividedBy(2), queued);
        executor.submit(Priority.NORMAL, "group", LONG.dividedBy(2), new Named("lookup", ran, false));
        executor.submit(Priority.NORMAL, "group", named("patient"));

        executor.pause(LONG);

        await().untilAsserted(() -> assertThat(queued.told()).containsExactly("PAUSED"));
        assertThat(executor.stats()).isEqualTo(new DispatchStats(1, 2, true));
        running.release();
    }

    @Test
    void pause_taskThatDoesNotWaitOutPauses_runsAtOnceOrWithTheNextPermit() throws Exception {
        ProbeTask running = ProbeTask.running(executor);
        executor.pause(LONG);
        executor.submit(Priority.HIGH, "group", named("turn"));
        executor.submit(Priority.LOW, "group", A_MOMENT.multipliedBy(100), new Named("lookup", ran, false));

        running.release();

        await().untilAsserted(() -> assertThat(ran).containsExactly("lookup"));
        executor.submit(Priority.LOW, "group", A_MOMENT.multipliedBy(100), new Named("another", ran, false));
        await().untilAsserted(() -> assertThat(ran).containsExactly("lookup", "another"));
        await().until(executor::stats, new DispatchStats(0, 1, true)::equals);
    }

    @Test
    void pause_again_theLongerOneStands() throws Exception {
        executor.pause(LONG);
        executor.pause(Duration.ofNanos(1));

        assertThat(executor.paused()).isGreaterThan(Duration.ofMinutes(59));

        try (PriorityExecutor other = executor(1, Duration.ZERO)) {
            other.pause(Duration.ofMillis(1));
            other.pause(A_MOMENT.multipliedBy(2));
            other.submit(Priority.NORMAL, "group", named("turn"));
            await().untilAsserted(() -> assertThat(ran).containsExactly("turn"));
            assertThat(other.paused()).isZero();
        }
    }

    @Test
    void drain_inAPause_dropsWhatIsQueued() throws Exception {
        ProbeTask queued = ProbeTask.quick();
        executor.pause(LONG);
        executor.submit(Priority.NORMAL, "group", queued);

        executor.drain();

        assertThat(queued.told()).containsExactly("DRAINED");
    }

    private Named named(String name) {
        return new Named(name, ran, true);
    }

    private record Named(String name, List<String> ran, boolean waitsOutPauses) implements DispatchTask {
        @Override
        public void run(Duration waited) {
            ran.add(name);
        }

        @Override
        public void dropped(Dropped dropped, Duration waited) {
            ran.add(name + " " + dropped);
        }
    }
}
