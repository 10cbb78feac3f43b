package io.github.claudecliproxy.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadlineTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final AtomicLong nanos = new AtomicLong();

    /** A ticker starts anywhere, and may overflow before the deadline. */
    @ParameterizedTest
    @ValueSource(longs = {0, -1_000_000_000, Long.MAX_VALUE - 1_000_000_000})
    void left_timeElapses_shrinksToZero(long start) {
        nanos.set(start);
        Deadline deadline = Deadline.after(TIMEOUT, nanos::get);

        assertThat(deadline.left()).isEqualTo(TIMEOUT);
        assertThat(deadline.passed()).isFalse();

        nanos.addAndGet(TIMEOUT.toNanos() - 1);
        assertThat(deadline.left()).isEqualTo(Duration.ofNanos(1));
        assertThat(deadline.passed()).isFalse();

        nanos.incrementAndGet();
        assertThat(deadline.left()).isZero();
        assertThat(deadline.passed()).isTrue();

        nanos.incrementAndGet();
        assertThat(deadline.left()).isZero();
        assertThat(deadline.passed()).isTrue();
    }

    @Test
    void after_zero_hasPassed() {
        assertThat(Deadline.after(Duration.ZERO).passed()).isTrue();
    }

    @Test
    void after_hour_hasNotPassed() {
        assertThat(Deadline.after(Duration.ofHours(1)).passed()).isFalse();
    }
}
