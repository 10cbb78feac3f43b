package io.github.claudecliproxy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.time.Stopwatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaitingLineTest {
    private static final Duration AGING = Duration.ofNanos(1000);

    private final PriorityExecutor executor =
            ProbeClock.executor(new DispatchSettings(1, 1, Duration.ofHours(1)), Executors.defaultThreadFactory());
    private final WaitingLine line = new WaitingLine(AGING);
    private final AtomicLong nanos = new AtomicLong();
    private long arrivals;

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void poll_nobodyHasWaitedLong_isByPriorityThenArrival() {
        Submission low = at(Priority.LOW, 0);
        Submission normal = at(Priority.NORMAL, 1);
        Submission normalToo = at(Priority.NORMAL, 2);
        Submission high = at(Priority.HIGH, 3);

        assertThat(drained(999)).containsExactly(high, normal, normalToo, low);
    }

    @Test
    void poll_waitedOnce_countsAsOneHigherAndIsBeforeLaterOnes() {
        Submission low = at(Priority.LOW, 0);
        Submission normal = at(Priority.NORMAL, 500);
        Submission high = at(Priority.HIGH, 900);

        assertThat(drained(1000)).containsExactly(high, low, normal);
    }

    @Test
    void poll_floodOfHigh_theLowOneComesAfterTwiceTheTime() {
        Submission low = at(Priority.LOW, 0);
        for (int now = 100; now < 2000; now += 100) {
            Submission high = at(Priority.HIGH, now);
            assertThat(polled(line, now)).isSameAs(high);
        }
        at(Priority.HIGH, 2000);

        assertThat(polled(line, 2000)).isSameAs(low);
    }

    @Test
    void poll_longAgo_isNoHigherThanHigh() {
        Submission high = at(Priority.HIGH, 0);
        at(Priority.LOW, 1);

        assertThat(polled(line, 1_000_000)).isSameAs(high);
    }

    @Test
    void poll_withoutAging_lowWaitsForEver() {
        WaitingLine strict = new WaitingLine(Duration.ZERO);
        Submission low = submission(Priority.LOW, 0);
        Submission high = submission(Priority.HIGH, 1_000_000_000);
        strict.add(low);
        strict.add(high);

        assertThat(polled(strict, Long.MAX_VALUE)).isSameAs(high);
        assertThat(polled(strict, Long.MAX_VALUE)).isSameAs(low);
        assertThat(polled(strict, Long.MAX_VALUE)).isNull();
    }

    @Test
    void removeAndClear_takeOutOnce() {
        Submission low = at(Priority.LOW, 0);
        Submission high = at(Priority.HIGH, 0);

        assertThat(line.remove(low)).isTrue();
        assertThat(line.remove(low)).isFalse();
        assertThat(line.size()).isEqualTo(1);
        assertThat(line.clear()).containsExactly(high);
        assertThat(line.size()).isZero();
    }

    private @Nullable Submission polled(WaitingLine from, long now) {
        nanos.set(now);
        return from.poll();
    }

    private List<Submission> drained(long now) {
        List<Submission> order = new ArrayList<>();
        for (Submission next = polled(line, now); next != null; next = polled(line, now)) {
            order.add(next);
        }
        return order;
    }

    private Submission at(Priority priority, long submittedNanos) {
        Submission submission = submission(priority, submittedNanos);
        line.add(submission);
        return submission;
    }

    private Submission submission(Priority priority, long submittedNanos) {
        nanos.set(submittedNanos);
        return new Submission(executor, ProbeTask.quick(), priority, arrivals++, true, Stopwatch.start(nanos::get));
    }
}
