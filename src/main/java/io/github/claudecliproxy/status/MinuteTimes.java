package io.github.claudecliproxy.status;

import io.github.claudecliproxy.turn.TurnSummary;
import io.github.claudecliproxy.work.Outcome;
import java.time.Duration;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/** Counts the turns of one minute; however many they are, it takes the same few kilobytes. Guarded by its ring. */
final class MinuteTimes {
    /** Two digits of each time are kept. */
    private static final int DIGITS = 2;

    private static final double P50 = 50;
    private static final double P95 = 95;

    final long minute;
    private final IntCountsHistogram queued = new IntCountsHistogram(DIGITS);
    private final IntCountsHistogram firstToken = new IntCountsHistogram(DIGITS);
    private final IntCountsHistogram total = new IntCountsHistogram(DIGITS);
    private long turns;
    private long failed;

    /**
     * An empty minute.
     *
     * @param minute its number since the clock's zero
     */
    MinuteTimes(long minute) {
        this.minute = minute;
    }

    void add(TurnSummary turn) {
        turns++;
        if (turn.outcome() == Outcome.COMPLETED) {
            add(total, turn.queued().plus(turn.ran()));
        } else if (turn.outcome() != Outcome.CANCELLED) {
            failed++;
        }
        if (turn.started()) {
            add(queued, turn.queued());
        }
        turn.firstToken().ifPresent(time -> add(firstToken, time));
    }

    private static void add(IntCountsHistogram times, Duration time) {
        times.recordValue(Math.max(0, time.toMillis()));
    }

    Minute seenFrom(long currentMinute) {
        return new Minute(
                currentMinute - minute,
                turns,
                failed,
                percentiles(queued),
                percentiles(firstToken),
                percentiles(total));
    }

    private static Minute.@Nullable Percentiles percentiles(IntCountsHistogram times) {
        return times.getTotalCount() == 0
                ? null
                : new Minute.Percentiles(times.getValueAtPercentile(P50), times.getValueAtPercentile(P95));
    }
}
