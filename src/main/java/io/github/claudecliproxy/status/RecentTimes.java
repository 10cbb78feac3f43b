package io.github.claudecliproxy.status;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.claudecliproxy.turn.TurnSummary;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** A ring of the last hour's minutes, on a clock that is never set back. Thread-safe. */
final class RecentTimes {
    static final int MINUTES = 60;

    private final LongSupplier ticker;
    private final long startNanos;

    @GuardedBy("this")
    private final @Nullable MinuteTimes[] ring = new MinuteTimes[MINUTES];

    RecentTimes(LongSupplier ticker) {
        this.ticker = ticker;
        this.startNanos = ticker.getAsLong();
    }

    synchronized void add(TurnSummary turn) {
        long minute = currentMinute();
        int place = (int) (minute % MINUTES);
        MinuteTimes times = ring[place];
        if (times == null || times.minute != minute) {
            times = new MinuteTimes(minute);
            ring[place] = times;
        }
        times.add(turn);
    }

    /** The oldest first; minutes without a turn are left out. */
    synchronized List<Minute> minutes() {
        long current = currentMinute();
        return Arrays.stream(ring)
                .filter(Objects::nonNull)
                .filter(times -> current - times.minute < MINUTES)
                .sorted(Comparator.comparingLong(times -> times.minute))
                .map(times -> times.seenFrom(current))
                .toList();
    }

    private long currentMinute() {
        return TimeUnit.NANOSECONDS.toMinutes(ticker.getAsLong() - startNanos);
    }
}
