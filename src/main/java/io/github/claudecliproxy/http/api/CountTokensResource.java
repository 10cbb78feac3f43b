package io.github.claudecliproxy.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.http.exchange.Exchange;
import io.github.claudecliproxy.http.exchange.Exchanges;
import io.github.claudecliproxy.http.exchange.LookupAnswer;
import io.github.claudecliproxy.lookup.LookupService;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import io.github.claudecliproxy.work.Work;
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
 * {@code POST /v1/messages/count_tokens}: the CLI asks the API to count the system prompt, the tools with a schema,
 * and the conversation.
 *
 * @see <a href="https://docs.claude.com/en/api/messages-count-tokens">Count tokens in a Message</a>
 */
@Path("v1/messages/count_tokens")
public final class CountTokensResource {
    private final Exchanges exchanges;
    private final LookupService lookups;

    public CountTokensResource(Exchanges exchanges, LookupService lookups) {
        this.exchanges = exchanges;
        this.lookups = lookups;
    }

    /** Suspends the request until the tokens were counted. */
    @POST
    public void count(
            @Suspended AsyncResponse suspended, @Context ContainerRequestContext request, @Context HttpHeaders headers)
            throws InvalidRequestException {
        String owner = RequestHeaders.owner(headers);
        boolean betas = !RequestHeaders.betas(headers).isEmpty();
        exchanges.receive(suspended, request, (body, exchange) -> submit(body, exchange, betas, owner));
    }

    private Work submit(byte[] body, Exchange exchange, boolean betas, String owner) throws InvalidRequestException {
        MessagesRequest message = MessagesRequest.of(body);
        LookupAnswer answer = new LookupAnswer(exchange, ignored(message, betas), found -> found);
        return lookups.countTokens(exchange.requestId(), message, body, owner, exchange.key(), answer);
    }

    private static Set<String> ignored(MessagesRequest message, boolean betas) {
        Set<String> ignored = new TreeSet<>(message.ignored());
        if (betas) { // the CLI counts with its own only
            ignored.add("anthropic-beta");
        }
        JsonNode tools = message.parameters().path("tools");
        if (!tools.isEmpty() && tools.findValue("input_schema") == null) {
            ignored.add("tools");
        }
        return ignored;
    }
}
