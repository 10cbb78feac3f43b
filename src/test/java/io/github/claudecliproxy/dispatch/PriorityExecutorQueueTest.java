package io.github.claudecliproxy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PriorityExecutorQueueTest {
    private static final Duration LONG = Duration.ofHours(1);

    private PriorityExecutor executor = executor(1, 1);

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void submit_slotFree_runsAtOnce() throws Exception {
        ProbeTask task = ProbeTask.quick();

        Submission submission = executor.submit(Priority.LOW, "", task);

        await().untilAsserted(() -> assertThat(task.told()).containsExactly(ProbeTask.RUN));
        assertThat(submission.wasQueued()).isFalse();
    }

    @Test
    void submit_slotsBusy_waits() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);
        ProbeTask task = ProbeTask.quick();

        Submission submission = executor.submit(Priority.NORMAL, "", task);

        assertThat(submission.wasQueued()).isTrue();
        assertThat(executor.stats()).isEqualTo(new DispatchStats(1, 1, true));
        assertThat(task.told()).isEmpty();
        holder.release();
        await().untilAsserted(() -> assertThat(task.told()).containsExactly(ProbeTask.RUN));
        await().until(executor::stats, new DispatchStats(0, 0, true)::equals);
    }

    @Test
    void submit_queueFull_isRefusedAtOnce() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);
        executor.submit(Priority.NORMAL, "", ProbeTask.quick());
        ProbeTask refused = ProbeTask.quick();

        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> executor.submit(Priority.HIGH, "", refused))
                .extracting(RejectedException::reason)
                .isEqualTo(RejectedException.Reason.QUEUE_FULL);

        holder.release();
        await().until(executor::stats, new DispatchStats(0, 0, true)::equals);
        assertThat(refused.told()).isEmpty();
    }

    @Test
    void submit_depthZero_refusesWhatCannotRunAtOnce() throws Exception {
        PriorityExecutor noQueue = executor(1, 0);
        ProbeTask holder = ProbeTask.running(noQueue);

        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> noQueue.submit(Priority.HIGH, "", ProbeTask.quick()));

        holder.release();
        await().until(noQueue::stats, new DispatchStats(0, 0, true)::equals);
        assertThat(noQueue.submit(Priority.LOW, "", ProbeTask.quick()).wasQueued())
                .isFalse();
        noQueue.close();
    }

    @Test
    void cancel_queuedTask_freesItsPlace() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);
        ProbeTask cancelled = ProbeTask.quick();
        Submission submission = executor.submit(Priority.NORMAL, "", cancelled);

        boolean taken = submission.cancel();

        assertThat(taken).isTrue();
        assertThat(cancelled.told()).containsExactly("CANCELLED");
        assertThat(executor.stats()).isEqualTo(new DispatchStats(1, 0, true));
        ProbeTask next = ProbeTask.quick();
        executor.submit(Priority.NORMAL, "", next);
        holder.release();
        await().untilAsserted(() -> assertThat(next.told()).containsExactly(ProbeTask.RUN));
        assertThat(cancelled.told()).containsExactly("CANCELLED");
    }

    @Test
    void cancel_secondTime_doesNothing() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);
        ProbeTask task = ProbeTask.quick();
        Submission submission = executor.submit(Priority.NORMAL, "", task);
        submission.cancel();

        boolean taken = submission.cancel();

        assertThat(taken).isFalse();
        assertThat(task.told()).hasSize(1);
        holder.release();
    }

    @Test
    void cancel_runningTask_leavesItAlone() throws Exception {
        ProbeTask holder = ProbeTask.held();
        Submission submission = executor.submit(Priority.NORMAL, "", holder);
        await().untilAsserted(() -> assertThat(holder.told()).hasSize(1));

        boolean taken = submission.cancel();

        assertThat(taken).isFalse();
        assertThat(executor.stats().active()).isEqualTo(1);
        holder.release();
        assertThat(executor.awaitIdle(LONG)).isTrue();
        assertThat(holder.told()).isEqualTo(List.of(ProbeTask.RUN));
    }

    private static PriorityExecutor executor(int slots, int depth) {
        return ProbeClock.executor(new DispatchSettings(slots, depth, LONG), Executors.defaultThreadFactory());
    }
}
