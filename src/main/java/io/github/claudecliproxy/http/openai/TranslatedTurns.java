package io.github.claudecliproxy.http.openai;

import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.http.api.AskedTurn;
import io.github.claudecliproxy.http.exchange.Exchange;
import io.github.claudecliproxy.http.exchange.Exchanges;
import io.github.claudecliproxy.http.exchange.GatheredAnswer;
import io.github.claudecliproxy.http.exchange.StreamedAnswer;
import io.github.claudecliproxy.lookup.LookupService;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import io.github.claudecliproxy.openai.ModelAliases;
import io.github.claudecliproxy.openai.Translated;
import io.github.claudecliproxy.turn.TurnHandler;
import io.github.claudecliproxy.turn.TurnService;
import io.github.claudecliproxy.work.Cancellable;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;

/** Takes the requests of OpenAI's clients the same way as those of the Messages API. */
public final class TranslatedTurns {
    private final Exchanges exchanges;
    private final TurnService turns;
    private final HttpSettings settings;
    private final ModelAliases aliases;
    private final ModelCheck models;

    public TranslatedTurns(
            Exchanges exchanges,
            TurnService turns,
            LookupService lookups,
            HttpSettings settings,
            ModelAliases aliases) {
        this.exchanges = exchanges;
        this.turns = turns;
        this.settings = settings;
        this.aliases = aliases;
        this.models = new ModelCheck(lookups, aliases);
    }

    /** The most bytes that a request may have, or bring back. */
    int mostBytes() {
        return settings.maxBodyBytes();
    }

    ModelAliases aliases() {
        return aliases;
    }

    /** Translates a request. */
    @FunctionalInterface
    interface Translator {
        /**
         * Translates the body of a request.
         *
         * @param owner a digest of the caller's credentials
         */
        TranslatedTurn of(byte[] body, String owner) throws InvalidRequestException;
    }

    /** Suspends the request until its turn has something to say. */
    void receive(AsyncResponse suspended, ContainerRequestContext request, HttpHeaders headers, Translator translator)
            throws InvalidRequestException {
        AskedTurn asked = AskedTurn.of(headers, settings);
        exchanges.receive(
                suspended, request, (body, exchange) -> submit(translator.of(body, asked.owner()), exchange, asked));
    }

    private Cancellable submit(TranslatedTurn turn, Exchange exchange, AskedTurn asked) throws InvalidRequestException {
        Translated request = turn.request();
        MessagesRequest message = request.checked();
        exchange.alsoHolds(request.body().length);
        TurnHandler answer = turn.stream()
                ? new StreamedAnswer(exchange, settings.ping(), turn.format())
                : new GatheredAnswer(exchange, (gathered, stream) -> turn.body().apply(gathered));
        return models.submit(
                turn.model(),
                exchange,
                () -> asked.submit(turns, exchange, message, request.body(), request.ignored(), answer));
    }
}
