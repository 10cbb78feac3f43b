package io.github.claudecliproxy.http.api;

import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.http.exchange.Exchange;
import io.github.claudecliproxy.http.exchange.Exchanges;
import io.github.claudecliproxy.http.exchange.GatheredAnswer;
import io.github.claudecliproxy.http.exchange.MessagesFormat;
import io.github.claudecliproxy.http.exchange.StreamedAnswer;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import io.github.claudecliproxy.turn.TurnHandler;
import io.github.claudecliproxy.turn.TurnService;
import io.github.claudecliproxy.work.Work;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;

/**
 * {@code POST /v1/messages}: the Messages API. The body's {@code stream} field decides between one JSON answer and a
 * stream, whatever the {@code Accept} header says: SDKs send {@code application/json} even with {@code stream: true}.
 *
 * @see <a href="https://docs.claude.com/en/api/messages">Create a Message</a>
 */
@Path("v1/messages")
public final class MessagesResource {
    private final Exchanges exchanges;
    private final TurnService turns;
    private final HttpSettings settings;

    public MessagesResource(Exchanges exchanges, TurnService turns, HttpSettings settings) {
        this.exchanges = exchanges;
        this.turns = turns;
        this.settings = settings;
    }

    /** Suspends the request until its turn has something to say. */
    @POST
    public void create(
            @Suspended AsyncResponse suspended, @Context ContainerRequestContext request, @Context HttpHeaders headers)
            throws InvalidRequestException {
        AskedTurn asked = AskedTurn.of(headers, settings);
        exchanges.receive(suspended, request, (body, exchange) -> submit(body, exchange, asked));
    }

    private Work submit(byte[] body, Exchange exchange, AskedTurn asked) throws InvalidRequestException {
        MessagesRequest message = MessagesRequest.of(body);
        TurnHandler answer = message.stream()
                ? new StreamedAnswer(exchange, settings.ping(), new MessagesFormat(exchange.requestId()))
                : new GatheredAnswer(exchange, (gathered, stream) -> gathered.message());
        return asked.submit(turns, exchange, message, body, Set.of(), answer);
    }
}
