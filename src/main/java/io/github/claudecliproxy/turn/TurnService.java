package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.cli.pool.Sessions;
import io.github.claudecliproxy.keys.KeyUses;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.plan.PlanWindows;
import io.github.claudecliproxy.work.Work;
import io.github.claudecliproxy.work.WorkService;

/** Takes turns. Thread-safe. */
public final class TurnService {
    private final WorkService work;
    private final Sessions sessions;
    private final int retries;
    private final TurnObserver observer;
    private final PlanWindows plan;
    private final KeyUses keys;

    /**
     * A service for turns.
     *
     * @param plan says which models must wait
     * @param retries how often the CLI may ask a failing API again
     * @param keys admits turns within the limits of their keys
     */
    public TurnService(
            WorkService work, Sessions sessions, PlanWindows plan, int retries, TurnObserver observer, KeyUses keys) {
        this.work = work;
        this.sessions = sessions;
        this.plan = plan;
        this.retries = retries;
        this.observer = observer;
        this.keys = keys;
    }

    /**
     * Runs or queues a turn; the handler is told of its answer or its failure, also when the queue is full.
     *
     * @throws InvalidRequestException what the client is answered when its key does not admit the turn; then the handler is
     *     told nothing
     */
    public Work submit(TurnRequest request, TurnHandler handler) throws InvalidRequestException {
        String model = request.model().isEmpty() ? TurnPlan.DEFAULT_MODEL : request.model();
        KeyUses.Admission admission = keys.admitTurn(request.admitted(), model);
        observer.accepted(request.info());
        return work.submit(new Turn(request, admission, handler, sessions, observer, plan, retries));
    }
}
