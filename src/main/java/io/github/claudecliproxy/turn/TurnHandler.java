package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.work.WorkException;

/**
 * Takes a turn's answer to its client, on threads that may block. The client is answered once: {@link #fail} may follow
 * an {@link #answer} that has thrown, and changes nothing when that had already replied.
 *
 * <p>Returning from {@link #answer} before {@link TurnStream#ended()} gives the rest of the answer up.
 */
public interface TurnHandler {
    /** The question was asked; pull the answer's events. A failure from here on is thrown by the stream. */
    void answer(TurnStream stream);

    /** There will be no answer. */
    void fail(WorkException failure);
}
