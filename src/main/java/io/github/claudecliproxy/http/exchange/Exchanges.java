package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.http.Connection;
import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.work.CancelReason;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Opens exchanges, within one byte budget for all bodies and with a time limit on each. Bodies are read as they come, so
 * that a client that sends slowly holds no thread. Thread-safe.
 */
public final class Exchanges {
    private static final String SERVLET_REQUEST = Exchanges.class.getName();

    private final BodyBudget budget;
    private final Duration bodyTimeout;
    private final ScheduledExecutorService scheduler;
    private final ConnectionWatch clients;
    private final Set<Exchange> receiving = ConcurrentHashMap.newKeySet();
    private volatile boolean stopping;

    public Exchanges(HttpSettings settings, ScheduledExecutorService scheduler, ConnectionWatch clients) {
        this.budget = new BodyBudget(settings);
        this.bodyTimeout = settings.bodyTimeout();
        this.scheduler = scheduler;
        this.clients = clients;
    }

    /** Notes the servlet request, whose body JAX-RS could only read while a thread waits. Before JAX-RS sees it. */
    public static void note(HttpServletRequest request) {
        Connection.note(request);
        request.setAttribute(SERVLET_REQUEST, request);
    }

    /** Listens to what the server says of the request, if it waits for its answer. After JAX-RS has seen it. */
    public static void listen(HttpServletRequest request) {
        Exchange exchange = Exchange.of(request);
        try {
            if (exchange != null && request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new ExchangeListener(exchange));
            }
        } catch (IllegalStateException answered) {
            // already answered
        }
    }

    /** Begins the exchange of a request without a body. */
    public void begin(AsyncResponse suspended, ContainerRequestContext request, Exchange.Submitter submitter) {
        new Exchange(suspended, request, clients, budget.none(), receiving::remove).submit(submitter);
    }

    /**
     * Begins to read a request's body, and returns at once. If the body does not come to its end the client is answered 413
     * (too large), 503 (too many bytes are held), 408 (too slow) or 400 (broken off).
     *
     * @param submitter called when the body is whole, on a thread of the server's
     */
    public void receive(AsyncResponse suspended, ContainerRequestContext request, Exchange.Submitter submitter)
            throws InvalidRequestException {
        if (!(request.getProperty(SERVLET_REQUEST) instanceof HttpServletRequest servletRequest)) {
            throw new IllegalStateException("the servlet did not note its request");
        }
        BodyBudget.Share body = budget.begin(servletRequest.getContentLengthLong());
        Exchange exchange = new Exchange(suspended, request, clients, body, receiving::remove);
        receiving.add(exchange);
        exchange.setBodyDeadline(scheduler.schedule(
                () -> refuseLate(servletRequest, exchange), bodyTimeout.toNanos(), TimeUnit.NANOSECONDS));
        BodyReader reader = new BodyReader(exchange, submitter);
        try {
            reader.listenTo(servletRequest.getInputStream());
        } catch (IOException | IllegalStateException unreadable) {
            reader.onError(unreadable);
        }
        if (stopping) { // read after the exchange was added: either this sees it or drain() sees the exchange
            exchange.cancel(CancelReason.SERVER_STOPPING);
        }
    }

    /** On a thread of the server's: the client may be slow to take the answer, and the scheduler has other deadlines. */
    private static void refuseLate(HttpServletRequest request, Exchange exchange) {
        Runnable refuse = () -> exchange.refuse(late());
        try {
            request.getAsyncContext().start(refuse);
        } catch (RuntimeException noThread) { // or answered meanwhile, in which case it does nothing
            refuse.run();
        }
    }

    static InvalidRequestException late() {
        return new InvalidRequestException(
                ApiError.of(408, ErrorType.TIMEOUT, "The request body did not arrive in time"));
    }

    static InvalidRequestException stopping() {
        return new InvalidRequestException(ApiError.serverStopping());
    }

    /** Waits for no body any longer: the clients of those that arrive, or begin to, are told that the server stops. */
    public void drain() {
        stopping = true;
        receiving.forEach(exchange -> exchange.cancel(CancelReason.SERVER_STOPPING));
    }
}
