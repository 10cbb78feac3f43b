package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.dispatch.Submission;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The handle of one accepted turn.
 *
 * <p>It is settled once, by whoever sets {@code outcome} first; the others learn that they lost. A cancel that comes
 * before the session exists is seen by {@link #attach}, one that comes after ends the session: the two fields are
 * written in opposite orders by the two sides, so one of them always sees the other. A turn lets go of its session under
 * the same lock under which a cancel reaches it: the session may be another turn's a moment later.
 */
public final class Turn {
    private final TurnRequest request;
    private final Settled onSettled;
    private final AtomicReference<@Nullable CancelReason> cancelled = new AtomicReference<>();
    private final AtomicReference<@Nullable TurnOutcome> outcome = new AtomicReference<>();
    private final AtomicReference<@Nullable Submission> submission = new AtomicReference<>();
    private final AtomicReference<@Nullable Session> session = new AtomicReference<>();

    Turn(TurnRequest request, Settled onSettled) {
        this.request = request;
        this.onSettled = onSettled;
    }

    /** Told once, when the turn has its outcome. */
    @FunctionalInterface
    interface Settled {
        void settled(TurnOutcome outcome, @Nullable TurnException failure);
    }

    /**
     * Stops the turn's work: takes it out of the queue, or ends its CLI process. The first reason stands; after the
     * end this does nothing.
     */
    public void cancel(CancelReason reason) {
        if (outcome.get() != null || !cancelled.compareAndSet(null, reason)) {
            return;
        }
        Submission queued = submission.get();
        if (queued != null && queued.cancel()) {
            return;
        }
        endWork();
    }

    private synchronized void endWork() {
        Session running = session.get();
        if (running == null) {
            return;
        }
        if (cancelled.get() == CancelReason.SERVER_STOPPING) {
            running.terminate();
        } else {
            running.cancel();
        }
    }

    /** The session is another turn's from here on. */
    synchronized void letGo() {
        session.set(null);
    }

    TurnRequest request() {
        return request;
    }

    @Nullable
    CancelReason cancelReason() {
        return cancelled.get();
    }

    void attach(Submission queued) {
        submission.set(queued);
        if (cancelled.get() != null) {
            queued.cancel();
        }
    }

    void attach(Session running) {
        session.set(running);
        if (cancelled.get() != null) {
            endWork();
        }
    }

    void checkCancelled() throws TurnException {
        CancelReason reason = cancelled.get();
        if (reason != null) {
            throw Failures.cancelled(reason, request.timeout());
        }
    }

    void complete() throws TurnException {
        if (outcome.compareAndSet(null, TurnOutcome.COMPLETED)) {
            letGo();
            onSettled.settled(TurnOutcome.COMPLETED, null);
        } else {
            throw Failures.fault();
        }
    }

    /** Settles with a failure and gives it back, for throwing. */
    TurnException settled(TurnException failure) {
        if (outcome.compareAndSet(null, failure.outcome())) {
            onSettled.settled(failure.outcome(), failure);
        }
        return failure;
    }
}
