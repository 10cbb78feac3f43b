package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.work.WorkException;
import org.jspecify.annotations.Nullable;

/** Observes turns. Called on the threads that run them, never under a lock; must be quick and thread-safe. */
public interface TurnObserver {
    /** A turn was accepted; {@link #settled} follows exactly once. */
    void accepted(TurnInfo turn);

    /** An accepted turn begins to run. */
    void started(TurnInfo turn);

    /** The first piece of a running turn's answer has come. */
    default void answering(TurnInfo turn) {}

    /**
     * A turn has its outcome.
     *
     * @param failure how it failed; null if it was completed
     */
    void settled(TurnInfo turn, TurnSummary summary, @Nullable WorkException failure);
}
