package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.http.Errors;
import io.github.claudecliproxy.http.HeaderText;
import io.github.claudecliproxy.http.WholeAnswer;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.turn.TurnStream;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/**
 * The one answer of a suspended request. Each method writes it on the calling thread and returns when it is written; once
 * an answer was given, they do nothing.
 */
public final class Reply {
    private static final int HTTP_OK = 200;
    private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

    private final AsyncResponse suspended;
    private final Errors.Form form;
    private final Runnable onDone;
    private final AtomicBoolean given = new AtomicBoolean();

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

    public String requestId() {
        return form.requestId();
    }

    void error(ApiError error) {
        finish(() -> Errors.response(error, form));
    }

    void json(Supplier<Object> entity, TurnStream turn) {
        finish(() -> withTurn(WholeAnswer.of(HTTP_OK, entity.get()), turn));
    }

    /** Server-sent events: the status leaves with the first of them. Returns when {@code events} does. */
    void events(StreamingOutput events, TurnStream turn) {
        finish(() -> withTurn(Response.ok(events, EVENT_STREAM), turn));
    }

    /** The first answer stands; one that cannot be made leaves the place to the next. */
    private void finish(Supplier<Response> answer) {
        if (given.get()) {
            return;
        }
        Response response = answer.get();
        if (given.compareAndSet(false, true)) {
            try {
                suspended.resume(response);
            } finally {
                onDone.run();
            }
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
