package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.http.Connection;
import io.github.claudecliproxy.http.Errors;
import io.github.claudecliproxy.http.access.AccessKeys;
import io.github.claudecliproxy.keys.AdmittedKey;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.time.Deadline;
import io.github.claudecliproxy.work.CancelReason;
import io.github.claudecliproxy.work.Cancellable;
import jakarta.servlet.ServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request that has to wait, and its one answer, from the first byte of the body to the last byte of the answer. It owns
 * the body's bytes, the deadline of their arrival, the watch on the client, the suspended response, and the handle of the
 * work; all are let go when it is done.
 *
 * <p>INVARIANT: whoever moves the state does what follows. The thread that moves it to {@code WORKING} submits the work, the
 * one that moves it to {@code ANSWERING} writes the answer, and nobody else does either. No lock is held meanwhile.
 *
 * <p>Only cancels flow backwards: {@link #cancel}, then {@link Cancellable#cancel}, then the queue or the session. They come from the
 * watch on the connection, from the server, from a write that fails, and from a drain.
 */
public final class Exchange {
    private static final String ATTRIBUTE = Exchange.class.getName();

    private final AsyncResponse suspended;
    private final Errors.Form form;
    private final Connection connection;
    private final AdmittedKey key;
    private final ConnectionWatch watch;
    private final BodyBudget.Share body;
    private final Consumer<Exchange> onReceived;
    private State state = State.RECEIVING;
    private @Nullable Future<?> bodyDeadline;
    private ConnectionWatch.@Nullable Watched watched;
    private @Nullable Cancellable work;
    private @Nullable CancelReason cancelled;

    private enum State {
        /** The body arrives. */
        RECEIVING,
        /** The body is whole; its work is submitted, queued or running. */
        WORKING,
        /** The answer is being written. */
        ANSWERING,
        /** The answer is written, and nothing is held any more. */
        DONE
    }

    /**
     * An exchange whose body is about to be read.
     *
     * @param body its share of the byte budget
     * @param onReceived told once, when no more of the body is wanted
     */
    Exchange(
            AsyncResponse suspended,
            ContainerRequestContext request,
            ConnectionWatch watch,
            BodyBudget.Share body,
            Consumer<Exchange> onReceived) {
        this.suspended = suspended;
        this.form = Errors.Form.of(request);
        this.connection = Connection.of(request);
        this.key = AccessKeys.of(request);
        this.watch = watch;
        this.body = body;
        this.onReceived = onReceived;
        request.setProperty(ATTRIBUTE, this); // a property of JAX-RS is an attribute of the servlet request
    }

    /** Submits the work of a request. What it throws is answered as when a resource throws it. */
    @FunctionalInterface
    public interface Submitter {
        /**
         * Checks the request and submits its work.
         *
         * @param body the whole body; empty for a request without one
         * @throws InvalidRequestException what the client is answered, if there is nothing to submit
         */
        Cancellable submit(byte[] body, Exchange exchange) throws InvalidRequestException;
    }

    /** The exchange of a servlet request, or null if it was answered without one. */
    static @Nullable Exchange of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Exchange exchange ? exchange : null;
    }

    public String requestId() {
        return form.requestId();
    }

    /** The key that let the caller in. */
    public AdmittedKey key() {
        return key;
    }

    /**
     * Counts bytes beside the body's own, which were made of it and are held as long.
     *
     * @throws InvalidRequestException 503 when all requests together hold too much
     */
    public void alsoHolds(int bytes) throws InvalidRequestException {
        body.alsoHold(bytes);
    }

    BodyBudget.Share body() {
        return body;
    }

    synchronized boolean isReceiving() {
        return state == State.RECEIVING;
    }

    private synchronized boolean isAnswered() {
        return state == State.ANSWERING || state == State.DONE;
    }

    /** Moves the state, if it is {@code from}; true means that the caller does what follows. */
    private synchronized boolean move(State from, State to) {
        boolean moves = state == from;
        if (moves) {
            state = to;
        }
        return moves;
    }

    /** Sets what refuses a body that takes too long; it is called off when the body is whole or refused. */
    void setBodyDeadline(Future<?> deadline) {
        synchronized (this) {
            if (state == State.RECEIVING) {
                bodyDeadline = deadline;
                return;
            }
        }
        deadline.cancel(false);
    }

    private void endReceiving() {
        Future<?> deadline;
        synchronized (this) {
            deadline = bodyDeadline;
        }
        if (deadline != null) {
            deadline.cancel(false);
        }
        onReceived.accept(this);
    }

    /** The body is whole: submits the request's work, unless the body was refused meanwhile. */
    void submit(Submitter submitter) {
        if (!move(State.RECEIVING, State.WORKING)) {
            return;
        }
        try {
            endReceiving();
            hold(watch.watch(connection, () -> cancel(CancelReason.CLIENT_GONE)));
            submitted(submitter.submit(body.whole(), this));
        } catch (InvalidRequestException | RuntimeException | Error failure) {
            if (move(State.WORKING, State.ANSWERING)) {
                finish(() -> suspended.resume(failure));
            }
        }
    }

    private synchronized void hold(ConnectionWatch.Watched client) {
        watched = client;
    }

    /** A cancel that came before the handle was known reaches the work here. */
    private void submitted(Cancellable handle) {
        CancelReason reason;
        synchronized (this) {
            work = handle;
            reason = cancelled;
        }
        if (reason != null) {
            handle.cancel(reason);
        }
    }

    /** Answers that the body is refused, unless it is whole or was refused before; true if this was the answer. */
    boolean refuse(InvalidRequestException why) {
        boolean refused = move(State.RECEIVING, State.ANSWERING);
        if (refused) {
            endReceiving();
            finish(() -> suspended.resume(why));
        }
        return refused;
    }

    /** Stops the work, which tells the client why. The first reason stands; once the exchange is done this does nothing. */
    public void cancel(CancelReason reason) {
        Cancellable running;
        synchronized (this) {
            if (cancelled != null || state == State.DONE) {
                return;
            }
            cancelled = reason;
            running = work;
        }
        if (running != null) {
            running.cancel(reason);
        } else if (reason == CancelReason.SERVER_STOPPING) {
            refuse(Exchanges.stopping()); // does nothing while the work is being submitted, which sees the reason
        }
    }

    /**
     * The connection has failed: stops the work, and waits at most {@code limit} until its thread has let go of the response.
     * As soon as a server has told of the failure it uses the response for another request; what our thread did to it after
     * that, if only to close it, would be done to that request. While the body arrives, its reader is told as well and answers.
     */
    void clientGone(Duration limit) {
        if (!isReceiving()) {
            cancel(CancelReason.CLIENT_GONE);
            awaitDone(limit);
        }
    }

    /** The server stops: stops the work, and waits at most {@code limit} until the client has its answer. */
    void serverStops(Duration limit) {
        cancel(CancelReason.SERVER_STOPPING);
        awaitDone(limit); // then the server closes the connection
    }

    private synchronized void awaitDone(Duration limit) {
        Deadline end = Deadline.after(limit);
        try {
            while (state != State.DONE && !end.passed()) {
                TimeUnit.NANOSECONDS.timedWait(this, end.left().toNanos());
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Answers with an error in the form of the endpoint. */
    public void error(ApiError error) {
        answer(() -> Errors.response(error, form));
    }

    /**
     * Writes the answer on this thread and returns when it is written; does nothing when there is one already. If the answer
     * cannot be made, another may still be given.
     */
    public void answer(Supplier<Response> made) {
        if (isAnswered()) {
            return;
        }
        Response response = made.get();
        if (move(State.WORKING, State.ANSWERING)) {
            finish(() -> suspended.resume(response));
        }
    }

    /** For whoever has moved the state to {@code ANSWERING}. */
    private void finish(Runnable write) {
        try {
            write.run();
        } finally {
            ConnectionWatch.Watched client = done();
            if (client != null) {
                client.close();
            }
            body.close();
        }
    }

    private synchronized ConnectionWatch.@Nullable Watched done() {
        state = State.DONE;
        notifyAll();
        return watched;
    }
}
