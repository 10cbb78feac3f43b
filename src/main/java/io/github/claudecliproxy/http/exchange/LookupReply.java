package io.github.claudecliproxy.http.exchange;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.http.Errors;
import io.github.claudecliproxy.http.HeaderText;
import io.github.claudecliproxy.http.WholeAnswer;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.turn.LookupAnswer;
import io.github.claudecliproxy.turn.TurnException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.TreeSet;

/** Answers a suspended request with what a lookup has found. */
public final class LookupReply implements LookupAnswer {
    private static final int HTTP_OK = 200;

    private final AsyncResponse suspended;
    private final Errors.Form form;
    private final Set<String> ignored;
    private final Shape shape;
    private final Runnable onDone;

    /** Makes the answer's body of what was found. */
    @FunctionalInterface
    public interface Shape {
        JsonNode of(JsonNode found) throws InvalidRequestException;
    }

    /**
     * An answer to give later.
     *
     * @param ignored fields of the request that are not honoured
     * @param onDone gives back what was held for the request; called when it is answered
     */
    public LookupReply(AsyncResponse suspended, Errors.Form form, Set<String> ignored, Shape shape, Runnable onDone) {
        this.suspended = suspended;
        this.form = form;
        this.ignored = Set.copyOf(ignored);
        this.shape = shape;
        this.onDone = onDone;
    }

    @Override
    public void found(JsonNode found) {
        Response response;
        try {
            Response.ResponseBuilder answer = WholeAnswer.of(HTTP_OK, shape.of(found));
            response = ignored.isEmpty()
                    ? answer.build()
                    : answer.header("x-proxy-ignored", HeaderText.of(new TreeSet<>(ignored)))
                            .build();
        } catch (InvalidRequestException refused) {
            response = Errors.response(refused.error(), form);
        }
        give(response);
    }

    @Override
    public void fail(TurnException failure) {
        give(Errors.response(failure.error(), form));
    }

    private void give(Response response) {
        try {
            suspended.resume(response);
        } finally {
            onDone.run();
        }
    }
}
