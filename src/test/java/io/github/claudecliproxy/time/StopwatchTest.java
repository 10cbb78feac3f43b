package io.github.claudecliproxy.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StopwatchTest {
    private final AtomicLong nanos = new AtomicLong();

    @ParameterizedTest
    @ValueSource(longs = {0, -5, Long.MAX_VALUE - 5})
    void elapsed_timePasses_grows(long start) {
        nanos.set(start);
        Stopwatch watch = Stopwatch.start(nanos::get);

        assertThat(watch.elapsed()).isZero();
        assertThat(watch.reached(Duration.ZERO)).isTrue();
        assertThat(watch.reached(Duration.ofNanos(10))).isFalse();

        nanos.addAndGet(10);
        assertThat(watch.elapsed()).isEqualTo(Duration.ofNanos(10));
        assertThat(watch.reached(Duration.ofNanos(10))).isTrue();
        assertThat(watch.reached(Duration.ofNanos(11))).isFalse();
    }
}
