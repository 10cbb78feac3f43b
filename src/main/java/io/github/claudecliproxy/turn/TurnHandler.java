package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.work.WorkException;

/**
 * Takes a turn's answer to its client, on a thread that may block. {@link #fail} may follow an {@link #answer} that
 * threw; the client gets only the first answer.
 */
public interface TurnHandler {
    /** The question was asked: pull the answer's events. Later failures are thrown by the stream. */
    void answer(TurnStream stream);

    /** The turn has failed, and there is no answer. */
    void fail(WorkException failure);
}
