package io.github.claudecliproxy.lookup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.pool.Sessions;
import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.cli.session.SessionSpec;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.keys.AdmittedKey;
import io.github.claudecliproxy.keys.KeyUses;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.ModelList;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import io.github.claudecliproxy.time.Deadline;
import io.github.claudecliproxy.turn.PlannedMessages;
import io.github.claudecliproxy.turn.TurnPlan;
import io.github.claudecliproxy.work.Planned;
import io.github.claudecliproxy.work.Work;
import io.github.claudecliproxy.work.WorkService;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the CLI knows beside answering: its models, and how many tokens a conversation has. Thread-safe. */
public final class LookupService {
    /** The list changes with the version of the CLI, not by the minute. */
    private static final Duration MODELS_STAY = Duration.ofMinutes(10);

    /** How long the CLI may be silent; longer than a lookup's timeout, which the client is told of. */
    private static final Duration SILENCE = Duration.ofMinutes(2);

    private final WorkService work;
    private final Sessions sessions;
    private final Duration timeout;
    private final KeyUses keys;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();

    /**
     * A service for lookups.
     *
     * @param timeout how long one may run
     * @param keys admits lookups within the limits of their keys
     */
    public LookupService(WorkService work, Sessions sessions, Duration timeout, KeyUses keys) {
        this.work = work;
        this.sessions = sessions;
        this.timeout = timeout;
        this.keys = keys;
    }

    private record Known(JsonNode models, Deadline stale) {}

    /**
     * Finds the CLI's own list of its models, at most ten minutes old; {@link ModelList} reads it.
     *
     * @param id the request's id
     * @param key the key that the caller was let in with
     * @throws InvalidRequestException what the client is answered when its key does not admit the lookup
     */
    public Work models(String id, AdmittedKey key, LookupHandler handler) throws InvalidRequestException {
        keys.admitLookup(key);
        return modelsOfATurn(id, key, handler);
    }

    /**
     * Finds the same for a turn, which its key has yet to admit.
     *
     * @param id the request's id
     * @param key the key that the caller was let in with
     */
    public Work modelsOfATurn(String id, AdmittedKey key, LookupHandler handler) {
        Lookup lookup = new Lookup(id, key, timeout, SessionSpec::ofNothing, this::askModels, handler, sessions);
        Known last = known.get();
        if (last != null && !last.stale().passed()) {
            handler.found(last.models());
            return lookup;
        }
        return work.submit(lookup);
    }

    private JsonNode askModels(Session session, SessionSpec nothing) throws CliException, InterruptedException {
        JsonNode models = session.askOfCli("list_models", SILENCE);
        known.set(new Known(models, Deadline.after(MODELS_STAY)));
        return models;
    }

    /**
     * Finds {@code {"input_tokens": n}} for a request's system prompt, tools and conversation, as the API counts them.
     *
     * @param id the request's id
     * @param body the bytes of the request, which are all that is kept while the lookup is queued
     * @param owner a digest of the key that the caller brought
     * @param key the key that the caller was let in with
     * @throws InvalidRequestException what the client is answered when its key does not admit the lookup
     */
    public Work countTokens(
            String id, MessagesRequest request, byte[] body, String owner, AdmittedKey key, LookupHandler handler)
            throws InvalidRequestException {
        keys.admitLookup(key, request.model());
        Planned<SessionSpec> planned = new PlannedMessages<>(request, body, again -> toCount(again, owner));
        return work.submit(new Lookup(id, key, timeout, planned, LookupService::count, handler, sessions));
    }

    private static SessionSpec toCount(MessagesRequest request, String owner) {
        return TurnPlan.of(request, List.of(), owner)
                .session()
                .toCount(request.parameters().path("tools"));
    }

    private static JsonNode count(Session session, SessionSpec spec) throws CliException, InterruptedException {
        return used(session.usage(spec, SILENCE));
    }

    /** The CLI reports tokens by category; those that are free or reserved are no part of the request. */
    private static ObjectNode used(JsonNode usage) {
        long tokens = 0;
        for (JsonNode category : usage.path("categories")) {
            tokens += category.path("kind").asText("").equals("used")
                    ? category.path("tokens").asLong()
                    : 0;
        }
        return Json.object().put("input_tokens", tokens);
    }
}
