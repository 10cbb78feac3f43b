package io.github.claudecliproxy.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.turn.LookupAnswer;
import io.github.claudecliproxy.turn.TurnException;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import java.util.TreeSet;

/** Answers a suspended request with what a lookup has found. */
final class LookupReply implements LookupAnswer {
    private final AsyncResponse suspended;
    private final Errors.Form form;
    private final Set<String> ignored;
    private final Shape shape;

    /** Makes the answer's body of what was found. */
    @FunctionalInterface
    interface Shape {
        JsonNode of(JsonNode found) throws InvalidRequestException;
    }

    LookupReply(AsyncResponse suspended, Errors.Form form, Set<String> ignored, Shape shape) {
        this.suspended = suspended;
        this.form = form;
        this.ignored = Set.copyOf(ignored);
        this.shape = shape;
    }

    @Override
    public void found(JsonNode found) {
        Response response;
        try {
            Response.ResponseBuilder answer = Response.ok(shape.of(found), MediaType.APPLICATION_JSON_TYPE);
            response = ignored.isEmpty()
                    ? answer.build()
                    : answer.header("x-proxy-ignored", HeaderText.of(new TreeSet<>(ignored)))
                            .build();
        } catch (InvalidRequestException refused) {
            response = Errors.response(refused.error(), form);
        }
        suspended.resume(response);
    }

    @Override
    public void fail(TurnException failure) {
        suspended.resume(Errors.response(failure.error(), form));
    }
}
