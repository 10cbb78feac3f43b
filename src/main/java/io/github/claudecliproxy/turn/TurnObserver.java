package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.work.Outcome;
import java.time.Duration;

/** Counts turns. Called on the turns' threads, never under a lock; must be quick and thread-safe. */
public interface TurnObserver {
    /** A request was accepted as a turn; {@link #settled} follows exactly once. */
    void accepted();

    /** An accepted turn waits no longer and runs. */
    void started();

    /**
     * A turn has its outcome.
     *
     * @param started whether it ran at all
     * @param ran how long it ran, the wait not counted; zero when it never did
     */
    void settled(Outcome outcome, boolean started, Duration ran, Usage tally);
}
