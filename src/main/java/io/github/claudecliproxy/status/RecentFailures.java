package io.github.claudecliproxy.status;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.claudecliproxy.turn.TurnInfo;
import io.github.claudecliproxy.turn.TurnSummary;
import io.github.claudecliproxy.work.WorkException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The last failures, of which there can only be so many. Thread-safe. */
final class RecentFailures {
    static final int MOST = 50;

    private final Clock clock;

    @GuardedBy("this")
    private final Deque<Failure> newestFirst = new ArrayDeque<>();

    RecentFailures(Clock clock) {
        this.clock = clock;
    }

    void add(TurnInfo turn, TurnSummary summary, WorkException failure) {
        Failure added = new Failure(
                clock.instant().truncatedTo(ChronoUnit.MILLIS).toString(),
                turn.id(),
                WatchedTurn.shortened(summary.model()),
                turn.key(),
                failure.logEvent(),
                failure.error().status(),
                failure.error().type(),
                failure.reason());
        synchronized (this) {
            newestFirst.addFirst(added);
            if (newestFirst.size() > MOST) {
                newestFirst.removeLast();
            }
        }
    }

    synchronized List<Failure> newestFirst() {
        return List.copyOf(newestFirst);
    }
}
