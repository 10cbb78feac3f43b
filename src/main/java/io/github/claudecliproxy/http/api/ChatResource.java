package io.github.claudecliproxy.http.api;

import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.http.exchange.GatheredAnswer;
import io.github.claudecliproxy.http.exchange.Reply;
import io.github.claudecliproxy.http.exchange.TurnEndpoint;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.request.ChatRequest;
import io.github.claudecliproxy.turn.TurnRequest;
import io.github.claudecliproxy.turn.TurnStream;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;

/** {@code POST /chat}: a prompt in, a text out, as the proxy that this one descends from has it. */
@Path("chat")
public final class ChatResource {
    private final TurnEndpoint endpoint;
    private final HttpSettings settings;

    public ChatResource(TurnEndpoint endpoint, HttpSettings settings) {
        this.endpoint = endpoint;
        this.settings = settings;
    }

    /** Suspends the request until its turn has ended. */
    @POST
    public void chat(
            @Suspended AsyncResponse suspended, @Context ContainerRequestContext request, @Context HttpHeaders headers)
            throws InvalidRequestException {
        Priority byHeader = RequestHeaders.priority(headers);
        endpoint.accept(suspended, request, (bytes, reply) -> bind(bytes, reply, byHeader));
    }

    private TurnEndpoint.Bound bind(byte[] bytes, Reply reply, Priority byHeader) throws InvalidRequestException {
        ChatRequest chat = ChatRequest.of(bytes, settings.chatMaxTurns(), settings.chatTimeout());
        Priority priority = chat.priority().isPresent()
                ? RequestHeaders.priority("priority", chat.priority().orElseThrow())
                : byHeader;
        return new TurnEndpoint.Bound(
                TurnRequest.ofChat(reply.requestId(), priority, chat, settings.chatTools()),
                new GatheredAnswer(reply, ChatResource::answer));
    }

    private static ChatAnswer answer(MessageAccumulator gathered, TurnStream turn) {
        return new ChatAnswer(
                gathered.text(),
                gathered.message().path("model").asText(""),
                turn.tally().inputTokens(),
                turn.tally().outputTokens());
    }
}
