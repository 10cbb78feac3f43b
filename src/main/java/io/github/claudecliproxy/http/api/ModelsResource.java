package io.github.claudecliproxy.http.api;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.http.Dialect;
import io.github.claudecliproxy.http.exchange.Exchanges;
import io.github.claudecliproxy.http.exchange.LookupAnswer;
import io.github.claudecliproxy.keys.AdmittedKey;
import io.github.claudecliproxy.lookup.LookupService;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.ModelList;
import io.github.claudecliproxy.openai.ModelAliases;
import io.github.claudecliproxy.openai.OpenAiModels;
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
 * {@code GET /v1/models} and {@code /v1/models/{id}}: the models that the CLI offers, in the form of the API that the caller
 * speaks.
 *
 * @see <a href="https://docs.claude.com/en/api/models-list">List Models</a>
 */
@Path("v1/models")
public final class ModelsResource {
    private final Exchanges exchanges;
    private final LookupService lookups;
    private final ModelAliases aliases;

    public ModelsResource(Exchanges exchanges, LookupService lookups, ModelAliases aliases) {
        this.exchanges = exchanges;
        this.lookups = lookups;
        this.aliases = aliases;
    }

    /** One page of the list. */
    @GET
    public void list(
            @QueryParam("limit") @DefaultValue("") String limit,
            @QueryParam("after_id") @DefaultValue("") String afterId,
            @QueryParam("before_id") @DefaultValue("") String beforeId,
            @Suspended AsyncResponse suspended,
            @Context ContainerRequestContext request) {
        boolean openAi = Dialect.of(request) == Dialect.OPENAI;
        submit(suspended, request, (found, key) -> {
            ModelList models = ModelList.of(found).only(key.limits()::allows);
            return openAi
                    ? OpenAiModels.list(models, aliases.only(key.limits()::allows))
                    : models.page(limit, afterId, beforeId);
        });
    }

    /** One model, by its id, its short name or, for OpenAI's clients, an alias. */
    @GET
    @Path("{id}")
    public void one(
            @PathParam("id") String id, @Suspended AsyncResponse suspended, @Context ContainerRequestContext request) {
        boolean openAi = Dialect.of(request) == Dialect.OPENAI;
        String name = openAi ? aliases.resolve(id) : id;
        submit(suspended, request, (found, key) -> {
            key.checkModel(name);
            ModelList.Model model = ModelList.of(found)
                    .find(name)
                    .orElseThrow(() -> new InvalidRequestException(
                            ApiError.of(ErrorType.NOT_FOUND, "model: the claude CLI offers no model of this name")));
            return openAi ? OpenAiModels.model(id) : model.toJson();
        });
    }

    /** Makes the answer's body of what was found, as far as the key may know it. */
    @FunctionalInterface
    private interface Shape {
        JsonNode of(JsonNode found, AdmittedKey key) throws InvalidRequestException;
    }

    private void submit(AsyncResponse suspended, ContainerRequestContext request, Shape shape) {
        exchanges.begin(
                suspended,
                request,
                (none, exchange) -> lookups.models(
                        exchange.requestId(),
                        exchange.key(),
                        new LookupAnswer(exchange, Set.of(), found -> shape.of(found, exchange.key()))));
    }
}
