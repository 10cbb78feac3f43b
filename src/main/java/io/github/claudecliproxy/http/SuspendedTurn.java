package io.github.claudecliproxy.http;

import io.github.claudecliproxy.turn.CancelReason;
import io.github.claudecliproxy.turn.Turn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A request whose body comes, or whose turn waits or runs, as the servlet finds it when its server stops. */
public final class SuspendedTurn {
    private static final String ATTRIBUTE = SuspendedTurn.class.getName();

    private final CountDownLatch answered = new CountDownLatch(1);
    private @Nullable BodyReader reader;
    private @Nullable Turn turn;
    private boolean stopped;

    void note(ContainerRequestContext request) {
        request.setProperty(ATTRIBUTE, this);
    }

    /** The turn that this request has begun or may yet begin, if it is one that can. */
    public static Optional<SuspendedTurn> of(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) instanceof SuspendedTurn suspended
                ? Optional.of(suspended)
                : Optional.empty();
    }

    void reads(BodyReader body) {
        synchronized (this) {
            reader = body;
            if (!stopped) {
                return;
            }
        }
        end();
    }

    void begun(Turn submitted) {
        synchronized (this) {
            turn = submitted;
            if (!stopped) {
                return;
            }
        }
        end();
    }

    void answered() {
        answered.countDown();
    }

    /** Ends the turn because the server stops, and waits at most {@code limit} until the client has its answer. */
    public void stop(Duration limit) {
        synchronized (this) {
            stopped = true;
        }
        end();
        try {
            if (!answered.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                return; // the server closes the connection then
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void end() {
        BodyReader reading;
        Turn running;
        synchronized (this) {
            reading = reader;
            running = turn;
        }
        if (running != null) {
            running.cancel(CancelReason.SERVER_STOPPING);
        } else if (reading != null && reading.giveUp(Bodies.stopping())) {
            answered();
        }
    }
}
