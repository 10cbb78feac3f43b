package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.http.Connection;
import io.github.claudecliproxy.http.Errors;
import io.github.claudecliproxy.http.access.AccessKeys;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.work.CancelReason;
import io.github.claudecliproxy.work.Work;
import jakarta.servlet.ServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One request that has to wait, and its one answer, from the first byte of the body to the last byte of the answer. It owns
 * the body's bytes, the time limit on their arrival, the watch on the client, the suspended response, and the handle of the
 * work; all are let go when it is done.
 *
 * <p>The state changes only under {@code lock}, and whoever changes it does what follows: the thread that moves it to
 * {@code WORKING} submits, the one that moves it to {@code ANSWERING} writes the answer, and nobody else does. The lock is
 * never held while work is submitted or cancelled, or an answer is written.
 *
 * <p>The whole way of a cancel is {@link #cancel}, {@link Work#cancel}, then the queue or the session. It may come from the
 * watch on the connection, from the server, from a write that fails, and from a drain.
 */
public final class Exchange {
    private static final String ATTRIBUTE = Exchange.class.getName();

    private final AsyncResponse suspended;
    private final Errors.Form form;
    private final Connection connection;
    private final String keyName;
    private final ConnectionWatch clients;
    private final BodyBudget.Share body;
    private final Consumer<Exchange> onReceived;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition done = lock.newCondition();
    private State state = State.RECEIVING;
    private @Nullable Future<?> bodyDeadline;
    private ConnectionWatch.@Nullable Watched client;
    private @Nullable Work work;
    private @Nullable CancelReason cancelled;

    /** Where an exchange stands. */
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
            ConnectionWatch clients,
            BodyBudget.Share body,
            Consumer<Exchange> onReceived) {
        this.suspended = suspended;
        this.form = Errors.Form.of(request);
        this.connection = Connection.of(request);
        this.keyName = AccessKeys.nameOf(request);
        this.clients = clients;
        this.body = body;
        this.onReceived = onReceived;
        request.setProperty(ATTRIBUTE, this); // JAX-RS shows a servlet request's attributes as its own properties
    }

    /** Submits the work of a request; what it throws is answered as when a resource throws it. */
    @FunctionalInterface
    public interface Submitter {
        /**
         * Checks the request and submits its work.
         *
         * @param body the whole body; empty for a request without one
         * @throws InvalidRequestException what the client is answered, if there is nothing to submit
         */
        Work submit(byte[] body, Exchange exchange) throws InvalidRequestException;
    }

    /** The exchange of a servlet request, or null if it was answered without one. */
    static @Nullable Exchange of(ServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof Exchange exchange ? exchange : null;
    }

    public String requestId() {
        return form.requestId();
    }

    /** The name of the key that the caller was let in with, or empty. */
    public String keyName() {
        return keyName;
    }

    boolean isReceiving() {
        lock.lock();
        try {
            return state == State.RECEIVING;
        } finally {
            lock.unlock();
        }
    }

    BodyBudget.Share body() {
        return body;
    }

    /** The deadline is called off when the body is whole or refused. */
    void setBodyDeadline(Future<?> deadline) {
        lock.lock();
        try {
            if (state == State.RECEIVING) {
                bodyDeadline = deadline;
                return;
            }
        } finally {
            lock.unlock();
        }
        deadline.cancel(false);
    }

    /** The body is whole: submits its work, unless the body was refused meanwhile. */
    void submit(Submitter submitter) {
        if (!leaveReceiving(State.WORKING)) {
            return;
        }
        ConnectionWatch.Watched watched = clients.watch(connection, () -> cancel(CancelReason.CLIENT_GONE));
        try {
            watch(watched);
            submitted(submitter.submit(body.whole(), this));
        } catch (InvalidRequestException | RuntimeException | Error failure) {
            fail(failure);
        }
    }

    private boolean leaveReceiving(State next) {
        Future<?> deadline;
        lock.lock();
        try {
            if (state != State.RECEIVING) {
                return false;
            }
            state = next;
            deadline = bodyDeadline;
        } finally {
            lock.unlock();
        }
        if (deadline != null) {
            deadline.cancel(false);
        }
        onReceived.accept(this);
        return true;
    }

    private void watch(ConnectionWatch.Watched watched) {
        lock.lock();
        try {
            client = watched;
        } finally {
            lock.unlock();
        }
    }

    /** A cancel that came before the handle was known reaches the work here. */
    private void submitted(Work handle) {
        CancelReason reason;
        lock.lock();
        try {
            work = handle;
            reason = cancelled;
        } finally {
            lock.unlock();
        }
        if (reason != null) {
            handle.cancel(reason);
        }
    }

    /** Answers that the body is refused, unless it is whole or was refused before; returns whether this was the answer. */
    boolean refuse(InvalidRequestException why) {
        if (!leaveReceiving(State.ANSWERING)) {
            return false;
        }
        finish(() -> suspended.resume(why));
        return true;
    }

    /** Stops the work, and tells the client why. The first reason stands; once the exchange is done this does nothing. */
    public void cancel(CancelReason reason) {
        Work running;
        lock.lock();
        try {
            if (cancelled != null || state == State.DONE) {
                return;
            }
            cancelled = reason;
            running = work;
        } finally {
            lock.unlock();
        }
        if (running != null) {
            running.cancel(reason);
        } else if (reason == CancelReason.SERVER_STOPPING) {
            refuse(Exchanges.stopping()); // while it is being submitted instead, submitted() sees the reason
        }
    }

    /**
     * The connection has failed: stops the work, and waits at most {@code limit} until its thread has let go of the response.
     * A server uses the response for another request as soon as it has told of the failure; what our thread still did to
     * it, if only to close it, would be done to that one. While the body arrives, its reader answers on the server's own
     * thread.
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
        awaitDone(limit); // after that the server closes the connection
    }

    private void awaitDone(Duration limit) {
        long left = limit.toNanos();
        lock.lock();
        try {
            while (state != State.DONE && left > 0) {
                left = done.awaitNanos(left);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /** Answers with an error in the form of the endpoint. */
    void error(ApiError error) {
        answer(() -> Errors.response(error, form));
    }

    /**
     * Writes the answer on this thread, and returns when it is written; does nothing when there is one already. If the answer
     * cannot be made, another may still be given.
     */
    void answer(Supplier<Response> made) {
        if (isAnswered()) {
            return;
        }
        Response response = made.get();
        if (beginAnswer()) {
            finish(() -> suspended.resume(response));
        }
    }

    /** As {@link #answer}, with what Jersey makes of an exception. */
    private void fail(Throwable failure) {
        if (beginAnswer()) {
            finish(() -> suspended.resume(failure));
        }
    }

    private boolean isAnswered() {
        lock.lock();
        try {
            return state == State.ANSWERING || state == State.DONE;
        } finally {
            lock.unlock();
        }
    }

    private boolean beginAnswer() {
        lock.lock();
        try {
            boolean first = state == State.WORKING;
            if (first) {
                state = State.ANSWERING;
            }
            return first;
        } finally {
            lock.unlock();
        }
    }

    /** Called by whoever has moved the state to {@code ANSWERING}. */
    private void finish(Runnable write) {
        try {
            write.run();
        } finally {
            end();
        }
    }

    private void end() {
        ConnectionWatch.Watched watched;
        lock.lock();
        try {
            state = State.DONE;
            watched = client;
            done.signalAll();
        } finally {
            lock.unlock();
        }
        if (watched != null) {
            watched.close();
        }
        body.close();
    }
}
