package io.github.claudecliproxy.status;

import io.github.claudecliproxy.turn.TurnInfo;
import io.github.claudecliproxy.turn.TurnObserver;
import io.github.claudecliproxy.turn.TurnSummary;
import io.github.claudecliproxy.work.Outcome;
import io.github.claudecliproxy.work.WorkException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The turns that live now, the times of those that ended within the last hour, and the last failures. Thread-safe. The queue
 * and MAX_CONCURRENT bound the living turns.
 */
public final class TurnBoard implements TurnObserver {
    private final Map<String, WatchedTurn> living = new ConcurrentHashMap<>();
    private final AtomicLong arrivals = new AtomicLong();
    private final LongSupplier ticker;
    private final RecentTimes times;
    private final RecentFailures failures;

    public TurnBoard() {
        this(System::nanoTime, Clock.systemUTC());
    }

    /** By other clocks: {@code ticker} counts nanoseconds as {@link System#nanoTime()} does. */
    TurnBoard(LongSupplier ticker, Clock clock) {
        this.ticker = ticker;
        this.times = new RecentTimes(ticker);
        this.failures = new RecentFailures(clock);
    }

    @Override
    public void accepted(TurnInfo turn) {
        living.put(turn.id(), WatchedTurn.queued(turn, arrivals.incrementAndGet(), ticker));
    }

    @Override
    public void started(TurnInfo turn) {
        living.computeIfPresent(turn.id(), (id, watched) -> watched.started(ticker));
    }

    @Override
    public void answering(TurnInfo turn) {
        living.computeIfPresent(turn.id(), (id, watched) -> watched.answering());
    }

    @Override
    public void settled(TurnInfo turn, TurnSummary summary, @Nullable WorkException failure) {
        living.remove(turn.id());
        times.add(summary);
        if (failure != null && failure.outcome() != Outcome.CANCELLED) { // a client that hangs up is no failure
            failures.add(turn, summary, failure);
        }
    }

    /** What runs, then the queue by priority. */
    public List<LiveTurn> turns() {
        return living.values().stream()
                .sorted(WatchedTurn.ORDER)
                .map(WatchedTurn::now)
                .toList();
    }

    /** The minutes of the last hour in which turns ended, the oldest first. */
    public List<Minute> minutes() {
        return times.minutes();
    }

    /** The last failures, the newest first. */
    public List<Failure> failures() {
        return failures.newestFirst();
    }
}
