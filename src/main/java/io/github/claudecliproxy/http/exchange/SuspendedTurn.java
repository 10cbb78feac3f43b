package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.turn.CancelReason;
import io.github.claudecliproxy.turn.Turn;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A request whose body comes, or whose turn waits or runs, as the servlet finds it when its server stops. A lookup is
 * one without a turn.
 */
public final class SuspendedTurn {
    private static final String ATTRIBUTE = SuspendedTurn.class.getName();

    private final CountDownLatch answered = new CountDownLatch(1);
    private @Nullable BodyReader reader;
    private @Nullable Turn turn;
    private boolean stopped;
    private boolean submitted;

    public void note(ContainerRequestContext request) {
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

    /** The body is whole: from here on it is the turn that answers. */
    public synchronized void submitting() {
        submitted = true;
    }

    void begun(Turn begun) {
        synchronized (this) {
            turn = begun;
            if (!stopped) {
                return;
            }
        }
        end();
    }

    public void answered() {
        answered.countDown();
    }

    /**
     * The connection has failed: ends the turn, and waits at most {@code limit} until its thread has let go of the
     * response. A server uses the response for another request as soon as it has told of the failure; what our thread
     * still does to it, if only to close it, would be done to that one.
     */
    public void gone(Duration limit) {
        Turn running;
        synchronized (this) {
            if (!submitted) {
                return; // the body's reader answers, on the server's own thread
            }
            running = turn;
        }
        if (running != null) {
            running.cancel(CancelReason.CLIENT_GONE);
        }
        awaitAnswered(limit);
    }

    /** Ends the turn because the server stops, and waits at most {@code limit} until the client has its answer. */
    public void stop(Duration limit) {
        synchronized (this) {
            stopped = true;
        }
        end();
        awaitAnswered(limit);
    }

    private void awaitAnswered(Duration limit) {
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
