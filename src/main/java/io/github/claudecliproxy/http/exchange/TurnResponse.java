package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.http.HeaderText;
import io.github.claudecliproxy.turn.TurnStream;
import jakarta.ws.rs.core.Response;

/** The headers that every answer of a turn carries beside its body. */
final class TurnResponse {
    private TurnResponse() {}

    static Response of(Response.ResponseBuilder response, TurnStream turn) {
        response.header("x-proxy-queue-ms", turn.queued().toMillis())
                .header("x-proxy-session", turn.session())
                .header("cache-control", "no-cache");
        if (!turn.ignored().isEmpty()) {
            response.header("x-proxy-ignored", HeaderText.of(turn.ignored()));
        }
        return response.build();
    }
}
