package io.github.claudecliproxy.http;

import io.github.claudecliproxy.turn.CancelReason;
import io.github.claudecliproxy.turn.Turn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A request that waits for its turn, as the servlet finds it when its server stops. */
public final class SuspendedTurn {
    private static final String ATTRIBUTE = SuspendedTurn.class.getName();

    private final Turn turn;
    private final CountDownLatch answered;

    SuspendedTurn(Turn turn, CountDownLatch answered) {
        this.turn = turn;
        this.answered = answered;
    }

    void note(ContainerRequestContext request) {
        request.setProperty(ATTRIBUTE, this);
    }

    /** The turn that this request has begun, if it has begun one. */
    public static Optional<SuspendedTurn> of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof SuspendedTurn suspended
                ? Optional.of(suspended)
                : Optional.empty();
    }

    /** Ends the turn because the server stops, and waits at most {@code limit} until the client has its answer. */
    public void stop(Duration limit) {
        turn.cancel(CancelReason.SERVER_STOPPING);
        try {
            if (!answered.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return; // the server closes the connection then
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
