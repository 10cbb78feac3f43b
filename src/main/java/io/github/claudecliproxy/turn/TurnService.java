package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.cli.pool.Sessions;
import io.github.claudecliproxy.work.Work;
import io.github.claudecliproxy.work.WorkService;

/** Takes turns. Thread-safe. */
public final class TurnService {
    private final WorkService work;
    private final Sessions sessions;
    private final int retries;
    private final TurnObserver observer;

    /**
     * A service for turns.
     *
     * @param retries how often the CLI may ask a failing API again
     */
    public TurnService(WorkService work, Sessions sessions, int retries, TurnObserver observer) {
        this.work = work;
        this.sessions = sessions;
        this.retries = retries;
        this.observer = observer;
    }

    /** Runs or queues a turn; the handler is told of its answer or its failure, also when the queue is full. */
    public Work submit(TurnRequest request, TurnHandler handler) {
        observer.accepted();
        return work.submit(new Turn(request, handler, sessions, observer, retries));
    }
}
