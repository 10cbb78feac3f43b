package io.github.claudecliproxy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PriorityExecutorDeadlineTest {
    private static final Duration SHORT = Duration.ofMillis(20);
    private static final Duration LONG = Duration.ofHours(1);

    private final PriorityExecutor executor =
            ProbeClock.executor(new DispatchSettings(1, 2, SHORT), Executors.defaultThreadFactory());
    private final ProbeTask holder = ProbeTask.held();

    @BeforeEach
    void occupyTheSlot() throws RejectedException {
        executor.submit(Priority.NORMAL, "", holder);
    }

    @AfterEach
    void close() {
        holder.release();
        executor.close();
    }

    @Test
    void deadline_slotsBusy_firesAndFreesThePlace() throws Exception {
        ProbeTask first = ProbeTask.quick();
        ProbeTask second = ProbeTask.quick();
        executor.submit(Priority.NORMAL, "", first);
        executor.submit(Priority.HIGH, "", second);

        await().untilAsserted(() -> assertThat(first.told()).containsExactly("EXPIRED"));

        await().untilAsserted(() -> assertThat(second.told()).containsExactly("EXPIRED"));
        assertThat(first.waits().get(0)).isGreaterThanOrEqualTo(SHORT);
        assertThat(executor.stats()).isEqualTo(new DispatchStats(1, 0, true));
        ProbeTask next = ProbeTask.quick();
        executor.submit(Priority.LOW, "", LONG, next);
        holder.release();
        await().untilAsserted(() -> assertThat(next.told()).containsExactly(ProbeTask.RUN));
    }

    @Test
    void deadline_ofItsOwn_firesBeforeOneThatCameEarlier() throws Exception {
        ProbeTask patient = ProbeTask.quick();
        ProbeTask hasty = ProbeTask.quick();
        executor.submit(Priority.NORMAL, "", LONG, patient);
        executor.submit(Priority.NORMAL, "", Duration.ofNanos(1), hasty);

        await().untilAsserted(() -> assertThat(hasty.told()).containsExactly("EXPIRED"));

        assertThat(patient.told()).isEmpty();
        assertThat(executor.stats().queued()).isEqualTo(1);
    }

    @Test
    void deadline_taskToldBlocks_nextStillFires() throws Exception {
        CountDownLatch unblock = new CountDownLatch(1);
        executor.submit(Priority.NORMAL, "", new DispatchTask() {
            @Override
            public void run(Duration waited) {
                throw new AssertionError("must expire");
            }

            @Override
            public void dropped(Dropped dropped, Duration waited) {
                ProbeTask.await(unblock);
            }
        });
        ProbeTask next = ProbeTask.quick();

        executor.submit(Priority.NORMAL, "", next);

        await().untilAsserted(() -> assertThat(next.told()).containsExactly("EXPIRED"));
        unblock.countDown();
    }

    @Test
    void deadline_taskAlreadyRuns_doesNotFire() throws Exception {
        ProbeTask started = ProbeTask.held();
        executor.submit(Priority.HIGH, "", Duration.ofSeconds(2), started);
        holder.release();
        await().until(() -> !started.told().isEmpty());
        ProbeTask later = ProbeTask.quick();

        executor.submit(Priority.NORMAL, "", Duration.ofMillis(2500), later);

        // both were armed on one timer, and the later deadline has passed: so has the earlier one
        await().until(() -> later.told().contains("EXPIRED"));
        assertThat(started.told()).hasSize(1);
        started.release();
    }
}
