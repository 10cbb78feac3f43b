package io.github.claudecliproxy.app;

import io.github.claudecliproxy.http.exchange.SuspendedTurn;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.time.Duration;

/**
 * Answers a waiting client when its server stops. Our requests have no timeout of the container's, so a timeout means
 * that the application is being stopped under them; if nobody answered here, the client would get the server's own page
 * with status 500. And when a connection fails, keeps its response from being used again while a turn still writes to it.
 */
record StopListener(SuspendedTurn turn) implements AsyncListener {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Override
    public void onTimeout(AsyncEvent event) {
        turn.stop(LIMIT);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        // answered
    }

    @Override
    public void onError(AsyncEvent event) {
        turn.gone(LIMIT); // Tomcat lets the next request have the response as soon as we return
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // begun once, by JAX-RS
    }
}
