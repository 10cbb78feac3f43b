package io.github.claudecliproxy.http.api;

import io.github.claudecliproxy.http.Errors;
import io.github.claudecliproxy.http.exchange.Bodies;
import io.github.claudecliproxy.http.exchange.LookupReply;
import io.github.claudecliproxy.http.exchange.SuspendedTurn;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import io.github.claudecliproxy.turn.LookupService;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.Set;
import java.util.TreeSet;

/**
 * {@code POST /v1/messages/count_tokens}: counted by the API itself, asked by the CLI, for the system prompt, the tools
 * that have a schema, and the conversation.
 *
 * @see <a href="https://docs.claude.com/en/api/messages-count-tokens">Count tokens in a Message</a>
 */
@Path("v1/messages/count_tokens")
public final class CountTokensResource {
    private final LookupService lookups;
    private final Bodies bodies;

    public CountTokensResource(LookupService lookups, Bodies bodies) {
        this.lookups = lookups;
        this.bodies = bodies;
    }

    /** Suspends the request until the tokens were counted. */
    @POST
    public void count(
            @Suspended AsyncResponse suspended, @Context ContainerRequestContext request, @Context HttpHeaders headers)
            throws InvalidRequestException {
        Errors.Form form = Errors.Form.of(request);
        String owner = RequestHeaders.owner(headers);
        bodies.read(
                request,
                suspended,
                new SuspendedTurn(),
                (body, release) -> count(body, owner, suspended, form, release));
    }

    private void count(byte[] body, String owner, AsyncResponse suspended, Errors.Form form, Runnable release)
            throws InvalidRequestException {
        MessagesRequest message = MessagesRequest.of(body);
        Set<String> ignored = new TreeSet<>(message.ignored());
        if (message.parameters().path("tools").findValue("input_schema") == null
                && !message.parameters().path("tools").isEmpty()) {
            ignored.add("tools");
        }
        lookups.countTokens(body, owner, new LookupReply(suspended, form, ignored, found -> found, release));
    }
}
