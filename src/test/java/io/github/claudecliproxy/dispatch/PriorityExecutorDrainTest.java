package io.github.claudecliproxy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PriorityExecutorDrainTest {
    private static final Duration LONG = Duration.ofHours(1);

    private final PriorityExecutor executor =
            ProbeClock.executor(new DispatchSettings(1, 2, LONG), Executors.defaultThreadFactory());

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void drain_someWaiting_dropsThemAndLetsTheRunningGoOn() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);
        ProbeTask first = ProbeTask.quick();
        ProbeTask second = ProbeTask.quick();
        executor.submit(Priority.NORMAL, "", first);
        executor.submit(Priority.NORMAL, "", second);

        executor.drain();
        executor.drain();

        assertThat(first.told()).containsExactly("DRAINED");
        assertThat(second.told()).containsExactly("DRAINED");
        assertThat(executor.stats()).isEqualTo(new DispatchStats(1, 0, false));
        holder.release();
        assertThat(executor.awaitIdle(LONG)).isTrue();
        assertThat(holder.told()).containsExactly(ProbeTask.RUN);
    }

    @Test
    void submit_draining_isRefused() {
        executor.drain();
        ProbeTask task = ProbeTask.quick();

        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> executor.submit(Priority.HIGH, "", task))
                .extracting(RejectedException::reason)
                .isEqualTo(RejectedException.Reason.DRAINING);

        assertThat(task.told()).isEmpty();
    }

    @Test
    void submit_closed_isRefused() {
        executor.close();

        assertThatExceptionOfType(RejectedException.class)
                .isThrownBy(() -> executor.submit(Priority.HIGH, "", ProbeTask.quick()));
    }

    @Test
    void close_taskRunning_isNotInterrupted() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);

        executor.close();

        assertThat(executor.stats().active()).isEqualTo(1);
        holder.release();
        assertThat(executor.awaitIdle(LONG)).isTrue();
    }

    @Test
    void cancel_afterDrain_findsNothing() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);
        ProbeTask task = ProbeTask.quick();
        Submission submission = executor.submit(Priority.NORMAL, "", task);
        executor.drain();

        boolean taken = submission.cancel();

        assertThat(taken).isFalse();
        assertThat(task.told()).containsExactly("DRAINED");
        holder.release();
    }

    @Test
    void awaitIdle_stillRunning_isFalse() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);

        boolean idle = executor.awaitIdle(Duration.ofMillis(1));

        assertThat(idle).isFalse();
        holder.release();
    }

    @Test
    void awaitIdle_nothingRuns_isTrueWithoutWaiting() throws Exception {
        assertThat(executor.awaitIdle(Duration.ZERO)).isTrue();
    }
}
