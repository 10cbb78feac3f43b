package io.github.claudecliproxy.http.api;

import io.github.claudecliproxy.http.exchange.Exchanges;
import io.github.claudecliproxy.http.exchange.LookupAnswer;
import io.github.claudecliproxy.lookup.LookupService;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.ModelList;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import java.util.Set;

/**
 * {@code GET /v1/models} and {@code /v1/models/{id}}: the models that the CLI offers.
 *
 * @see <a href="https://docs.claude.com/en/api/models-list">List Models</a>
 */
@Path("v1/models")
public final class ModelsResource {
    private final Exchanges exchanges;
    private final LookupService lookups;

    public ModelsResource(Exchanges exchanges, LookupService lookups) {
        this.exchanges = exchanges;
        this.lookups = lookups;
    }

    /** One page of the list. */
    @GET
    public void list(
            @QueryParam("limit") @DefaultValue("") String limit,
            @QueryParam("after_id") @DefaultValue("") String afterId,
            @QueryParam("before_id") @DefaultValue("") String beforeId,
            @Suspended AsyncResponse suspended,
            @Context ContainerRequestContext request) {
        submit(suspended, request, found -> ModelList.of(found).page(limit, afterId, beforeId));
    }

    /** One model, by its id or its short name. */
    @GET
    @Path("{id}")
    public void one(
            @PathParam("id") String id, @Suspended AsyncResponse suspended, @Context ContainerRequestContext request) {
        submit(
                suspended,
                request,
                found -> ModelList.of(found)
                        .find(id)
                        .orElseThrow(() -> new InvalidRequestException(
                                ApiError.of(ErrorType.NOT_FOUND, "model: the claude CLI offers no model of this name")))
                        .toJson());
    }

    private void submit(AsyncResponse suspended, ContainerRequestContext request, LookupAnswer.Shape shape) {
        exchanges.begin(
                suspended,
                request,
                (none, exchange) -> lookups.models(exchange.requestId(), new LookupAnswer(exchange, Set.of(), shape)));
    }
}
