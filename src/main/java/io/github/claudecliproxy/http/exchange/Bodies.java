package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.InvalidRequestException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Reads request bodies as they come, so that a client that sends slowly holds no thread, and holds its place for a
 * limited time only. Thread-safe.
 */
public final class Bodies {
    private static final String ATTRIBUTE = Bodies.class.getName();
    private static final Duration RETRY_SOON = Duration.ofSeconds(5);

    private final BodyBudget budget;
    private final Duration limit;
    private final ScheduledExecutorService clock;
    private final Set<BodyReader> arriving = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    public Bodies(HttpSettings settings, ScheduledExecutorService clock) {
        this.budget = new BodyBudget(settings);
        this.limit = settings.bodyTimeout();
        this.clock = clock;
    }

    /** Notes the servlet request, whose body JAX-RS could only read while a thread waits. */
    public static void note(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, request);
    }

    /** What is to be done with a whole body; what it throws is answered as when a resource throws it. */
    @FunctionalInterface
    public interface Taker {
        /**
         * Takes the body.
         *
         * @param release to be run once, when the request was answered; not if this method throws
         */
        void take(byte[] body, Runnable release) throws InvalidRequestException;
    }

    /**
     * Begins to read a suspended request's body. If it does not come to its end the suspended response is resumed with
     * the error: 413 too large, 503 too many bytes wait, 408 too slow, 400 broken off.
     *
     * @param waiting by which the servlet finds the request when its server stops
     * @param taker given the body when it has arrived, on a thread of the server's
     */
    public void read(ContainerRequestContext request, AsyncResponse suspended, SuspendedTurn waiting, Taker taker)
            throws InvalidRequestException {
        waiting.note(request);
        waiting.reads(begin(request, suspended, body -> {
            waiting.submitting();
            Runnable release = () -> {
                body.close();
                waiting.answered();
            };
            boolean taken = false;
            try {
                taker.take(body.bytes(), release);
                taken = true;
            } finally {
                if (!taken) {
                    release.run();
                }
            }
        }));
    }

    private BodyReader begin(ContainerRequestContext request, AsyncResponse suspended, BodyReader.Whole whole)
            throws InvalidRequestException {
        if (!(request.getProperty(ATTRIBUTE) instanceof HttpServletRequest servletRequest)) {
            throw new IllegalStateException("the servlet did not note its request");
        }
        BodyReader reader =
                new BodyReader(budget.begin(servletRequest.getContentLengthLong()), whole, suspended::resume);
        Future<?> deadline =
                clock.schedule(() -> tooLate(servletRequest, reader), limit.toNanos(), TimeUnit.NANOSECONDS);
        arriving.add(reader);
        reader.onSettled(() -> {
            deadline.cancel(false);
            arriving.remove(reader);
        });
        try {
            reader.listenTo(servletRequest.getInputStream());
        } catch (IOException | IllegalStateException unreadable) {
            reader.onError(unreadable);
        }
        if (stopping) { // asked after it was added: either we see it here or drain() sees the reader
            reader.giveUp(stopping());
        }
        return reader;
    }

    /** A thread of the server's answers: the client may be slow to take it, and the clock has other deadlines. */
    private static void tooLate(HttpServletRequest request, BodyReader reader) {
        Runnable answer = () -> reader.giveUp(late());
        try {
            request.getAsyncContext().start(answer);
        } catch (IllegalStateException answeredOrBusy) {
            answer.run();
        }
    }

    static InvalidRequestException late() {
        return new InvalidRequestException(
                ApiError.of(408, ErrorType.TIMEOUT, "The request body did not arrive in time"));
    }

    static InvalidRequestException stopping() {
        return new InvalidRequestException(
                ApiError.of(503, ErrorType.OVERLOADED, "The server is stopping").retryAfter(RETRY_SOON));
    }

    /** Waits for no body any longer: those that still come, and those that begin to, are told that the server stops. */
    public void drain() {
        stopping = true;
        arriving.forEach(reader -> reader.giveUp(stopping()));
    }
}
