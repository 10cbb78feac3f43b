package io.github.claudecliproxy.http.api;

import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.http.exchange.GatheredAnswer;
import io.github.claudecliproxy.http.exchange.Reply;
import io.github.claudecliproxy.http.exchange.StreamedAnswer;
import io.github.claudecliproxy.http.exchange.TurnEndpoint;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import io.github.claudecliproxy.turn.TurnHandler;
import io.github.claudecliproxy.turn.TurnRequest;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.Duration;
import java.util.List;

/**
 * {@code POST /v1/messages}: the Messages API. A body field decides between one JSON answer and a stream, whatever the
 * {@code Accept} header says: SDKs send {@code application/json} with {@code stream: true}.
 *
 * @see <a href="https://docs.claude.com/en/api/messages">Create a Message</a>
 */
@Path("v1/messages")
public final class MessagesResource {
    private final TurnEndpoint endpoint;
    private final HttpSettings settings;

    public MessagesResource(TurnEndpoint endpoint, HttpSettings settings) {
        this.endpoint = endpoint;
        this.settings = settings;
    }

    /** Suspends the request until its turn has something to say. */
    @POST
    public void create(
            @Suspended AsyncResponse suspended, @Context ContainerRequestContext request, @Context HttpHeaders headers)
            throws InvalidRequestException {
        Priority priority = RequestHeaders.priority(headers);
        Steering steering = new Steering(
                priority,
                RequestHeaders.capped(settings.messagesTimeout(), headers),
                RequestHeaders.betas(headers),
                RequestHeaders.owner(headers));
        endpoint.accept(suspended, request, (bytes, reply) -> bind(bytes, reply, steering));
    }

    /** What the headers say; they are not at hand any more when the body has come. */
    private record Steering(Priority priority, Duration patience, List<String> betas, String owner) {}

    private TurnEndpoint.Bound bind(byte[] bytes, Reply reply, Steering steering) throws InvalidRequestException {
        MessagesRequest message = MessagesRequest.of(bytes);
        Duration timeout = message.stream() ? settings.messagesTimeout() : steering.patience();
        TurnHandler handler = message.stream()
                ? new StreamedAnswer(reply, settings.ping())
                : new GatheredAnswer(reply, (gathered, turn) -> gathered.message());
        return new TurnEndpoint.Bound(
                TurnRequest.ofMessages(
                        reply.requestId(),
                        steering.priority(),
                        timeout,
                        message,
                        steering.betas(),
                        steering.owner(),
                        bytes),
                handler);
    }
}
