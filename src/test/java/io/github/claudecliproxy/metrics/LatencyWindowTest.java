package io.github.claudecliproxy.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyWindowTest {
    private final LatencyWindow window = new LatencyWindow(1000);

    @Test
    void snapshot_empty_isZero() {
        assertThat(window.snapshot()).isEqualTo(new LatencyWindow.Latency(0, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 2", "10, 10", "19, 19", "20, 19", "21, 20", "100, 95", "1000, 950"})
    void snapshot_oneToN_hasNearestRank(int n, long p95) {
        LongStream.rangeClosed(1, n).map(i -> n + 1 - i).forEach(window::add);

        assertThat(window.snapshot()).isEqualTo(new LatencyWindow.Latency(Math.round((n + 1) / 2.0), p95, 1, n));
    }

    @Test
    void snapshot_moreThanItsSize_forgetsTheOldest() {
        LongStream.rangeClosed(1, 2500).forEach(window::add);

        assertThat(window.snapshot()).isEqualTo(new LatencyWindow.Latency(2001, 2450, 1501, 2500));
    }

    @Test
    void snapshot_hugeValueLongAgo_isForgotten() {
        window.add(1_000_000);
        for (int i = 0; i < Metrics.LATENCY_WINDOW; i++) {
            window.add(7);
        }

        assertThat(window.snapshot()).isEqualTo(new LatencyWindow.Latency(7, 7, 7, 7));
    }
}
