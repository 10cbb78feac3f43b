package io.github.claudecliproxy.work;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.dispatch.DispatchStats;
import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.dispatch.Submission;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a client waits for, a turn or a lookup, from its submission to its one outcome.
 *
 * <p>Whoever sets {@code outcome} first settles the work; the others learn that they lost. A cancel that comes before the
 * session exists is seen by {@link #attach}, one that comes later reaches the session: both sides write their own field
 * before they read the other's, so one of them always sees the other. {@link #letGo} takes the same lock as a cancel that
 * reaches the session, because a moment later the session may serve other work.
 */
public abstract class Work implements Cancellable {
    private final Priority priority;
    private final String key;
    private final Duration timeout;
    private final AtomicReference<@Nullable CancelReason> cancelled = new AtomicReference<>();
    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();
    private volatile Consumer<String> credentialRefused = problem -> {};
    private final AtomicReference<@Nullable Submission> submission = new AtomicReference<>();
    private final AtomicReference<@Nullable Session> session = new AtomicReference<>();

    /**
     * Work that is not yet submitted.
     *
     * @param key the name of the key that the caller was let in with, or empty; in the queue keys take turns
     */
    public Work(Priority priority, String key, Duration timeout) {
        this.priority = priority;
        this.key = key;
        this.timeout = timeout;
    }

    /**
     * Stops the work: takes it out of the queue, or stops what its session does. The first reason stands; once there is an
     * outcome this does nothing. From any thread.
     */
    @Override
    public final void cancel(CancelReason reason) {
        if (outcome.get() != null || !cancelled.compareAndSet(null, reason)) {
            return;
        }
        Submission queued = submission.get();
        if (queued == null || !queued.cancel()) {
            stopSession();
        }
    }

    private synchronized void stopSession() {
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

    /**
     * Leases a session, asks it, and answers the client.
     *
     * @param queued how long the work was queued
     * @throws WorkException how it failed; the caller tells the client
     */
    protected abstract void serve(Duration queued) throws WorkException, CliException, InterruptedException;

    /** Tells the client of a failure; does nothing when the client already has its answer. */
    protected abstract void tell(WorkException failure);

    /** Whether it counts against the operator's plan, and so waits while that is used up. */
    protected boolean asksTheModel() {
        return true;
    }

    /** The executor had no permit free, or pauses, and the work is queued. */
    protected void onQueued(DispatchStats stats) {}

    /** The work has a permit and begins to run. */
    protected void onStarted(DispatchStats stats) {}

    /** The work has its outcome; called once. */
    protected void onSettled(Outcome settled, @Nullable WorkException failure) {}

    /** A fault of ours has ended the work. */
    protected abstract void onFault(Throwable fault);

    final Priority priority() {
        return priority;
    }

    final String key() {
        return key;
    }

    public final Duration timeout() {
        return timeout;
    }

    public final @Nullable CancelReason cancelReason() {
        return cancelled.get();
    }

    /** Who is told what is wrong when this fails for the CLI's own credential; before it is submitted. */
    final void reportsTo(Consumer<String> whenCredentialRefused) {
        credentialRefused = whenCredentialRefused;
    }

    final void attach(Submission queued) {
        submission.set(queued);
        if (cancelled.get() != null) {
            queued.cancel();
        }
    }

    public final void attach(Session running) {
        session.set(running);
        if (cancelled.get() != null) {
            stopSession();
        }
    }

    /** From here on the session may serve other work. */
    public final synchronized void letGo() {
        session.set(null);
    }

    public final void checkCancelled() throws WorkException {
        CancelReason reason = cancelled.get();
        if (reason != null) {
            throw Failures.cancelled(reason, timeout);
        }
    }

    public final void complete() throws WorkException {
        if (!outcome.compareAndSet(null, Outcome.COMPLETED)) {
            throw Failures.fault();
        }
        letGo();
        onSettled(Outcome.COMPLETED, null);
    }

    /** Settles the work with a failure, unless it is settled, and returns the failure for throwing. */
    public final WorkException failed(WorkException failure) {
        if (outcome.compareAndSet(null, failure.outcome())) {
            if (failure.credentialRefused()) {
                credentialRefused.accept(
                        failure.reason()); // before the client is told, who may then ask for the health
            }
            onSettled(failure.outcome(), failure);
        }
        return failure;
    }

    /** Settles the work with a failure and tells the client. */
    final void fail(WorkException failure) {
        tell(failed(failure));
    }
}
