package io.github.claudecliproxy.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.messages.TokenCounts;
import io.github.claudecliproxy.status.Minute.Percentiles;
import io.github.claudecliproxy.turn.TurnSummary;
import io.github.claudecliproxy.work.Outcome;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RecentTimesTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // the clock overflows on the way
    private final RecentTimes times = new RecentTimes(nanos::get);

    @Test
    void minute_hasTheMedianAndThe95thPercentileOfEachTime() {
        for (int i = 1; i <= 100; i++) {
            times.add(turn(Outcome.COMPLETED, true, i, 10L * i, 20L * i));
        }

        Minute minute = times.minutes().get(0);

        assertThat(minute.ago()).isZero();
        assertThat(minute.turns()).isEqualTo(100);
        assertThat(minute.queued()).isEqualTo(new Percentiles(50, 95));
        assertNear(minute.firstToken(), 500, 950);
        assertNear(minute.total(), 1050, 1995);
    }

    @Test
    void turn_thatFailed_hasNoTotal_andOneThatNeverRanNoTimeInTheQueue() {
        times.add(turn(Outcome.QUEUE_REJECTED, false, 0, 0, 0));

        assertThat(times.minutes()).containsExactly(new Minute(0, 1, 1, null, null, null));
    }

    @Test
    void cancelledTurn_isNoFailure() {
        times.add(turn(Outcome.CANCELLED, true, 7, 0, 0));

        assertThat(times.minutes()).containsExactly(new Minute(0, 1, 0, new Percentiles(7, 7), null, null));
    }

    @Test
    void minutes_areThoseOfTheLastHour() {
        times.add(turn(Outcome.COMPLETED, true, 1, 1, 1));
        pass(30);
        times.add(turn(Outcome.COMPLETED, true, 1, 1, 1));
        pass(29);
        assertThat(times.minutes()).extracting(Minute::ago).containsExactly(59L, 29L);

        pass(1);
        assertThat(times.minutes()).extracting(Minute::ago).containsExactly(30L);

        times.add(turn(Outcome.COMPLETED, true, 1, 1, 1)); // takes the place of the first
        assertThat(times.minutes()).extracting(Minute::ago).containsExactly(30L, 0L);
    }

    private void pass(int minutes) {
        nanos.addAndGet(Duration.ofMinutes(minutes).toNanos());
    }

    private static void assertNear(@Nullable Percentiles found, long p50, long p95) {
        Percentiles near = Objects.requireNonNull(found);
        assertThat((double) near.p50()).isBetween(p50 * 0.99, p50 * 1.01);
        assertThat((double) near.p95()).isBetween(p95 * 0.99, p95 * 1.01);
    }

    private static TurnSummary turn(Outcome outcome, boolean started, long queuedMs, long firstMs, long ranMs) {
        return new TurnSummary(
                "claude-sonnet-5",
                "",
                outcome,
                started,
                Duration.ofMillis(queuedMs),
                Optional.of(Duration.ofMillis(firstMs)).filter(time -> firstMs > 0),
                Duration.ofMillis(ranMs),
                TokenCounts.NONE,
                0);
    }
}
