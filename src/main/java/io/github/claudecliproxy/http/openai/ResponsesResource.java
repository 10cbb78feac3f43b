package io.github.claudecliproxy.http.openai;

import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.openai.responses.ResponseEvents;
import io.github.claudecliproxy.openai.responses.ResponseObject;
import io.github.claudecliproxy.openai.responses.ResponsesRequest;
import io.github.claudecliproxy.openai.responses.StoredResponses;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * {@code POST /v1/responses}.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses/create">Create a response</a>
 */
@Path("v1/responses")
public final class ResponsesResource {
    private final TranslatedTurns turns;
    private final StoredResponses stored;
    private final InstantSource clock;

    public ResponsesResource(TranslatedTurns turns, StoredResponses stored, InstantSource clock) {
        this.turns = turns;
        this.stored = stored;
        this.clock = clock;
    }

    /** Suspends the request until its turn has something to say. */
    @POST
    public void create(
            @Suspended AsyncResponse suspended, @Context ContainerRequestContext request, @Context HttpHeaders headers)
            throws InvalidRequestException {
        turns.receive(suspended, request, headers, this::translated);
    }

    private TranslatedTurn translated(byte[] body, String owner) throws InvalidRequestException {
        ResponsesRequest asked = ResponsesRequest.of(body, turns.aliases(), stored.of(owner, turns.mostBytes()));
        ResponseObject response = new ResponseObject(
                "resp_" + UUID.randomUUID().toString().replace("-", ""),
                clock.instant().getEpochSecond(),
                asked);
        Consumer<MessageAccumulator> onWhole = gathered -> response.keepIn(stored, owner, gathered);
        return new TranslatedTurn(
                asked.model(),
                asked.stream(),
                asked.translated(),
                new ResponseFormat(new ResponseEvents(response), onWhole),
                gathered -> {
                    onWhole.accept(gathered);
                    return response.whole(gathered);
                });
    }
}
