package io.github.claudecliproxy.http;

import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.turn.TurnStream;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;

/**
 * The one answer of a suspended request. Each method writes it on the calling thread and returns when it is written.
 */
final class Reply {
    private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

    private final AsyncResponse suspended;
    private final Errors.Form form;
    private final Runnable onDone;

    /**
     * A reply to give later.
     *
     * @param onDone gives back what was held for the request; called once, whichever way it ends
     */
    Reply(AsyncResponse suspended, Errors.Form form, Runnable onDone) {
        this.suspended = suspended;
        this.form = form;
        this.onDone = onDone;
    }

    String requestId() {
        return form.requestId();
    }

    void error(ApiError error) {
        finish(Errors.response(error, form));
    }

    void json(Object entity, TurnStream turn) {
        finish(withTurn(Response.ok(entity, MediaType.APPLICATION_JSON_TYPE), turn));
    }

    /** Server-sent events: the status leaves with the first of them. Returns when {@code events} does. */
    void events(StreamingOutput events, TurnStream turn) {
        finish(withTurn(Response.ok(events, EVENT_STREAM), turn));
    }

    private void finish(Response response) {
        try {
            suspended.resume(response);
        } finally {
            onDone.run();
        }
    }

    private static Response withTurn(Response.ResponseBuilder response, TurnStream turn) {
        response.header("x-proxy-queue-ms", turn.waited().toMillis())
                .header("x-proxy-session", turn.session())
                .header("cache-control", "no-cache");
        if (!turn.ignored().isEmpty()) {
            response.header("x-proxy-ignored", HeaderText.of(turn.ignored()));
        }
        return response.build();
    }
}
