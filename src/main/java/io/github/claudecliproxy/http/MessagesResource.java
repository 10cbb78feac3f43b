package io.github.claudecliproxy.http;

import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.MessagesRequest;
import io.github.claudecliproxy.turn.TurnHandler;
import io.github.claudecliproxy.turn.TurnRequest;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.io.InputStream;
import java.time.Duration;

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

    @Inject
    public MessagesResource(TurnEndpoint endpoint, HttpSettings settings) {
        this.endpoint = endpoint;
        this.settings = settings;
    }

    /** Suspends the request until its turn has something to say. */
    @POST
    public void create(
            InputStream body,
            @Suspended AsyncResponse suspended,
            @Context ContainerRequestContext request,
            @Context HttpHeaders headers)
            throws InvalidRequestException {
        Priority priority = RequestHeaders.priority(headers);
        endpoint.accept(body, suspended, request, (bytes, reply) -> bind(bytes, reply, priority, headers));
    }

    private TurnEndpoint.Bound bind(byte[] bytes, Reply reply, Priority priority, HttpHeaders headers)
            throws InvalidRequestException {
        MessagesRequest message = MessagesRequest.of(bytes);
        Duration limit = settings.messagesTimeout();
        Duration timeout = message.stream() ? limit : RequestHeaders.capped(limit, headers);
        TurnHandler handler = message.stream()
                ? new StreamedAnswer(reply, settings.ping())
                : new GatheredAnswer(reply, (gathered, turn) -> gathered.message());
        return new TurnEndpoint.Bound(
                TurnRequest.ofMessages(
                        reply.requestId(),
                        priority,
                        timeout,
                        message,
                        RequestHeaders.betas(headers),
                        RequestHeaders.owner(headers),
                        bytes),
                handler);
    }
}
