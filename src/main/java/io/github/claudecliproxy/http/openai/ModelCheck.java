package io.github.claudecliproxy.http.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.http.exchange.Exchange;
import io.github.claudecliproxy.keys.AdmittedKey;
import io.github.claudecliproxy.lookup.LookupHandler;
import io.github.claudecliproxy.lookup.LookupService;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.Fields;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.ModelList;
import io.github.claudecliproxy.openai.ModelAliases;
import io.github.claudecliproxy.work.Cancellable;
import io.github.claudecliproxy.work.WorkException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Refuses unknown models, and names the known ones: programs for OpenAI's API ask for OpenAI's models, and never get another one
 * silently. Claude's ids, short names and the targets of aliases are not checked here: the CLI and the API check them.
 */
final class ModelCheck {
    private static final Pattern CLAUDES = Pattern.compile(".*claude.*|[a-z]+(?:\\[1m\\])?");

    private final LookupService lookups;
    private final ModelAliases aliases;

    ModelCheck(LookupService lookups, ModelAliases aliases) {
        this.lookups = lookups;
        this.aliases = aliases;
    }

    /** Submits work. */
    @FunctionalInterface
    interface Submitter {
        Cancellable submit() throws InvalidRequestException;
    }

    /** Submits the work, if its model is there. */
    Cancellable submit(String model, Exchange exchange, Submitter work) throws InvalidRequestException {
        if (CLAUDES.matcher(model).matches() || aliases.haveTarget(model)) {
            return work.submit();
        }
        TwoSteps steps = new TwoSteps();
        steps.first(lookups.modelsOfATurn(exchange.requestId(), exchange.key(), new LookupHandler() {
            @Override
            public void found(JsonNode found) {
                try {
                    check(model, ModelList.of(found), exchange.key());
                    steps.second(work.submit());
                } catch (InvalidRequestException refused) {
                    exchange.error(refused.error());
                }
            }

            @Override
            public void fail(WorkException failure) {
                exchange.error(failure.error());
            }
        }));
        return steps;
    }

    private void check(String model, ModelList models, AdmittedKey key) throws InvalidRequestException {
        if (models.find(model).isPresent()) {
            return;
        }
        List<String> names = new ArrayList<>(aliases.only(key.limits()::allows).names());
        for (ModelList.Model known : models.only(key.limits()::allows).models()) {
            names.add(known.alias().isEmpty() ? known.id() : known.id() + " (" + known.alias() + ")");
        }
        throw new InvalidRequestException(ApiError.of(
                ErrorType.NOT_FOUND,
                "model: there is no '" + Fields.shown(model) + "' here, but these: " + String.join(", ", names)
                        + "; the operator may give them other names (CLAUDE_PROXY_MODEL_ALIASES)"));
    }
}
