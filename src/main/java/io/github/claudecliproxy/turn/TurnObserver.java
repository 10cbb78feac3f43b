package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.work.Outcome;
import java.time.Duration;

/** Observes turns. Called on the threads that run them, never under a lock; must be quick and thread-safe. */
public interface TurnObserver {
    /** A turn was accepted; {@link #settled} follows exactly once. */
    void accepted();

    /** An accepted turn begins to run. */
    void started();

    /**
     * A turn has its outcome.
     *
     * @param started whether it ran at all
     * @param ran how long it ran, without its time in the queue; zero if it never did
     */
    void settled(Outcome outcome, boolean started, Duration ran, Usage usage);
}
