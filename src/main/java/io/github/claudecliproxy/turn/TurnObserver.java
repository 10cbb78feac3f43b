package io.github.claudecliproxy.turn;

import java.time.Duration;

/** Counts turns. Called on the turns' threads, never under a lock; must be quick and thread-safe. */
public interface TurnObserver {
    /** A request was accepted as a turn; {@link #settled} follows exactly once. */
    void accepted();

    /**
     * A turn has its outcome.
     *
     * @param ran how long it ran, the wait not counted; zero when it never did
     */
    void settled(TurnOutcome outcome, Duration ran, Tally tally);
}
