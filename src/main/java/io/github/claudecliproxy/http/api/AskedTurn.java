package io.github.claudecliproxy.http.api;

import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.http.exchange.Exchange;
import io.github.claudecliproxy.keys.AdmittedKey;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import io.github.claudecliproxy.tracing.TraceParent;
import io.github.claudecliproxy.turn.TurnHandler;
import io.github.claudecliproxy.turn.TurnRequest;
import io.github.claudecliproxy.turn.TurnService;
import io.github.claudecliproxy.work.Work;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What the headers of a request ask of its turn. They are read at once, because the request is gone by the time the body is
 * whole.
 */
public final class AskedTurn {
    private final AskedPriority priority;
    private final Duration streamTimeout;
    private final Duration timeout;
    private final List<String> betas;
    private final String owner;
    private final TraceParent trace;

    private AskedTurn(HttpHeaders headers, HttpSettings settings) throws InvalidRequestException {
        this.priority = RequestHeaders.priority(headers);
        this.streamTimeout = settings.messagesTimeout();
        this.timeout = RequestHeaders.capped(settings.messagesTimeout(), headers);
        this.betas = RequestHeaders.betas(headers);
        this.owner = RequestHeaders.owner(headers);
        this.trace = TraceParent.of(headers::getHeaderString);
    }

    /** Reads the headers. */
    public static AskedTurn of(HttpHeaders headers, HttpSettings settings) throws InvalidRequestException {
        return new AskedTurn(headers, settings);
    }

    /** A digest of the caller's credentials. */
    public String owner() {
        return owner;
    }

    /**
     * Submits the turn.
     *
     * @param body the bytes of the request
     * @param ignored names of fields that are not honoured, beside those that the request knows of
     */
    public Work submit(
            TurnService turns,
            Exchange exchange,
            MessagesRequest message,
            byte[] body,
            Set<String> ignored,
            TurnHandler handler)
            throws InvalidRequestException {
        AdmittedKey key = exchange.key();
        TurnRequest turn = TurnRequest.ofMessages(
                        exchange.requestId(),
                        priority.within(key.limits()),
                        message.stream() ? streamTimeout : timeout,
                        message,
                        betas,
                        owner,
                        body)
                .admittedBy(key)
                .ignoring(priority.ignored(key.limits()))
                .ignoring(ignored);
        return trace.turn(turn, handler).submit(turns);
    }
}
