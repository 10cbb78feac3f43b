package io.github.claudecliproxy.http;

import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.turn.CancelReason;
import io.github.claudecliproxy.turn.Turn;
import io.github.claudecliproxy.turn.TurnHandler;
import io.github.claudecliproxy.turn.TurnRequest;
import io.github.claudecliproxy.turn.TurnService;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;

/** Read, submit, bind: what the endpoints that start turns have in common. */
public final class TurnEndpoint {
    private final TurnService turns;
    private final BodyBudget bodies;
    private final ConnectionWatch connections;

    public TurnEndpoint(TurnService turns, BodyBudget bodies, ConnectionWatch connections) {
        this.turns = turns;
        this.bodies = bodies;
        this.connections = connections;
    }

    /** A request read and checked, and how its answer is to be given. */
    record Bound(TurnRequest request, TurnHandler handler) {}

    /** Makes a turn of a body. */
    @FunctionalInterface
    interface Binder {
        Bound bind(byte[] body, Reply reply) throws InvalidRequestException;
    }

    /** Returns as soon as the turn was submitted; the suspended response is resumed by the turn's own thread. */
    void accept(InputStream in, AsyncResponse suspended, ContainerRequestContext request, Binder binder)
            throws InvalidRequestException {
        BodyBudget.Body body = bodies.read(in);
        ConnectionWatch.Watched connection = connections.watch(Peer.of(request));
        CountDownLatch answered = new CountDownLatch(1);
        Runnable release = () -> {
            connection.close();
            body.close();
            answered.countDown();
        };
        boolean submitted = false;
        try {
            Bound bound = binder.bind(body.bytes(), new Reply(suspended, Errors.Form.of(request), release));
            Turn turn = turns.submit(bound.request().admittedBy(AccessKeys.nameOf(request)), bound.handler());
            submitted = true;
            new SuspendedTurn(turn, answered).note(request);
            connection.onGone(() -> turn.cancel(CancelReason.CLIENT_GONE));
        } finally {
            if (!submitted) {
                release.run();
            }
        }
    }
}
