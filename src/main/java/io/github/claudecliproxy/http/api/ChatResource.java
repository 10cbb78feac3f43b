package io.github.claudecliproxy.http.api;

import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.http.exchange.Exchange;
import io.github.claudecliproxy.http.exchange.Exchanges;
import io.github.claudecliproxy.http.exchange.GatheredAnswer;
import io.github.claudecliproxy.keys.AdmittedKey;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.TokenCounts;
import io.github.claudecliproxy.messages.request.ChatRequest;
import io.github.claudecliproxy.tracing.TraceParent;
import io.github.claudecliproxy.tracing.TracedTurn;
import io.github.claudecliproxy.turn.TurnRequest;
import io.github.claudecliproxy.turn.TurnService;
import io.github.claudecliproxy.turn.TurnStream;
import io.github.claudecliproxy.work.Work;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;

/** {@code POST /chat}: a prompt in, a text out, as in the proxy that this one descends from. */
@Path("chat")
public final class ChatResource {
    private final Exchanges exchanges;
    private final TurnService turns;
    private final HttpSettings settings;

    public ChatResource(Exchanges exchanges, TurnService turns, HttpSettings settings) {
        this.exchanges = exchanges;
        this.turns = turns;
        this.settings = settings;
    }

    /** Suspends the request until its turn has ended. */
    @POST
    public void chat(
            @Suspended AsyncResponse suspended, @Context ContainerRequestContext request, @Context HttpHeaders headers)
            throws InvalidRequestException {
        AskedPriority byHeader = RequestHeaders.priority(headers);
        String owner = RequestHeaders.owner(headers);
        TraceParent trace = TraceParent.of(headers::getHeaderString);
        exchanges.receive(suspended, request, (body, exchange) -> submit(body, exchange, byHeader, owner, trace));
    }

    private Work submit(byte[] body, Exchange exchange, AskedPriority byHeader, String owner, TraceParent trace)
            throws InvalidRequestException {
        ChatRequest chat = ChatRequest.of(body, settings.chatMaxTurns(), settings.chatTimeout());
        AskedPriority priority = chat.priority().isPresent()
                ? RequestHeaders.priority("priority", chat.priority().orElseThrow())
                : byHeader;
        AdmittedKey key = exchange.key();
        TurnRequest turn = TurnRequest.ofChat(
                        exchange.requestId(), priority.within(key.limits()), chat, owner, settings.chatTools())
                .admittedBy(key)
                .ignoring(priority.ignored(key.limits()));
        TracedTurn traced = trace.turn(turn, new GatheredAnswer(exchange, ChatResource::answer));
        return traced.submit(turns);
    }

    private static ChatAnswer answer(MessageAccumulator gathered, TurnStream turn) {
        TokenCounts tokens = turn.usage().tokens();
        return new ChatAnswer(
                gathered.text(),
                gathered.message().path("model").asText(""),
                tokens.input(),
                tokens.output(),
                tokens.cacheRead(),
                tokens.cacheWrite());
    }
}
