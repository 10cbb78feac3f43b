package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.http.Connection;
import io.github.claudecliproxy.http.Errors;
import io.github.claudecliproxy.http.access.AccessKeys;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.turn.CancelReason;
import io.github.claudecliproxy.turn.Turn;
import io.github.claudecliproxy.turn.TurnHandler;
import io.github.claudecliproxy.turn.TurnRequest;
import io.github.claudecliproxy.turn.TurnService;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;

/** Read, submit, bind: what the endpoints that start turns have in common. */
public final class TurnEndpoint {
    private final TurnService turns;
    private final Bodies bodies;
    private final ConnectionWatch connections;

    public TurnEndpoint(TurnService turns, Bodies bodies, ConnectionWatch connections) {
        this.turns = turns;
        this.bodies = bodies;
        this.connections = connections;
    }

    /** A request read and checked, and how its answer is to be given. */
    public record Bound(TurnRequest request, TurnHandler handler) {}

    /** Makes a turn of a body. Called when the body has come, when the request's own objects are no longer at hand. */
    @FunctionalInterface
    public interface Binder {
        Bound bind(byte[] body, Reply reply) throws InvalidRequestException;
    }

    /** Returns at once; the suspended response is resumed by the turn's own thread. */
    public void accept(AsyncResponse suspended, ContainerRequestContext request, Binder binder)
            throws InvalidRequestException {
        Caller caller = new Caller(Errors.Form.of(request), Connection.of(request), AccessKeys.nameOf(request));
        SuspendedTurn waiting = new SuspendedTurn();
        bodies.read(request, suspended, waiting, (body, release) -> {
            ConnectionWatch.Watched connection = connections.watch(caller.peer());
            boolean submitted = false;
            try {
                Runnable done = () -> {
                    connection.close();
                    release.run();
                };
                Bound bound = binder.bind(body, new Reply(suspended, caller.form(), done));
                Turn turn = turns.submit(bound.request().admittedBy(caller.key()), bound.handler());
                submitted = true;
                waiting.begun(turn);
                connection.onGone(() -> turn.cancel(CancelReason.CLIENT_GONE));
            } finally {
                if (!submitted) {
                    connection.close();
                }
            }
        });
    }

    /** What of the request is needed after its own thread has left it. */
    private record Caller(Errors.Form form, Connection peer, String key) {}
}
