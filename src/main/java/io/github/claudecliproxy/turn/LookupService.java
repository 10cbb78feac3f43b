package io.github.claudecliproxy.turn;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.pool.Sessions;
import io.github.claudecliproxy.cli.session.SessionSpec;
import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.dispatch.PriorityExecutor;
import io.github.claudecliproxy.dispatch.RejectedException;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.ModelList;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What the CLI knows beside answering: its models, and how many tokens a conversation has. Thread-safe. */
public final class LookupService {
    /** Models come and go with the CLI's own updates, not by the minute. */
    private static final Duration MODELS_STAND = Duration.ofMinutes(10);

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final PriorityExecutor executor;
    private final Sessions sessions;
    private final ScheduledExecutorService clock;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();

    public LookupService(PriorityExecutor executor, Sessions sessions, ScheduledExecutorService clock) {
        this.executor = executor;
        this.sessions = sessions;
        this.clock = clock;
    }

    private record Known(JsonNode models, long askedNanos) {}

    /** Finds the CLI's own list of its models, at most a few minutes old; {@link ModelList} reads it. */
    public void models(LookupAnswer answer) {
        Known last = known.get();
        if (last != null && System.nanoTime() - last.askedNanos() < MODELS_STAND.toNanos()) {
            answer.found(last.models());
            return;
        }
        submit(
                new Lookup(
                        sessions,
                        clock,
                        SessionSpec::ofNothing,
                        (session, spec) -> {
                            JsonNode models = session.askOfCli("list_models", LIMIT);
                            known.set(new Known(models, System.nanoTime()));
                            return models;
                        },
                        answer),
                answer);
    }

    /**
     * Finds {@code {"input_tokens": n}} for a request's system prompt, tools and conversation, as the API counts them.
     *
     * @param owner a digest of the key that the caller brought
     */
    public void countTokens(byte[] body, String owner, LookupAnswer answer) {
        submit(
                new Lookup(
                        sessions,
                        clock,
                        () -> toCount(MessagesRequest.of(body), owner),
                        (session, spec) -> used(session.usage(spec, LIMIT)),
                        answer),
                answer);
    }

    private static SessionSpec toCount(MessagesRequest request, String owner) {
        return TurnPlan.of(request, List.of(), owner)
                .session()
                .toCount(request.parameters().path("tools"));
    }

    /** The CLI reports by category; what is kept free or in reserve is no part of the request. */
    private static ObjectNode used(JsonNode usage) {
        long tokens = 0;
        for (JsonNode category : usage.path("categories")) {
            tokens += category.path("kind").asText("").equals("used")
                    ? category.path("tokens").asLong()
                    : 0;
        }
        return Json.object().put("input_tokens", tokens);
    }

    private void submit(Lookup lookup, LookupAnswer answer) {
        try {
            executor.submit(Priority.NORMAL, lookup);
        } catch (RejectedException rejected) {
            answer.fail(Failures.rejected(rejected));
        }
    }
}
