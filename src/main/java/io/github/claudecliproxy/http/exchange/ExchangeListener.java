package io.github.claudecliproxy.http.exchange;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.time.Duration;

/**
 * What the server says of a request that waits. Our requests have no timeout of the container's, so a timeout means that
 * the application is being stopped under them; if nobody answered here, the client would get the server's own page with
 * status 500.
 */
record ExchangeListener(Exchange exchange) implements AsyncListener {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    @Override
    public void onTimeout(AsyncEvent event) {
        exchange.serverStops(LIMIT);
    }

    @Override
    public void onError(AsyncEvent event) {
        exchange.clientGone(LIMIT);
    }

    @Override
    public void onComplete(AsyncEvent event) {
        // answered
    }

    @Override
    public void onStartAsync(AsyncEvent event) {
        // begun once, by JAX-RS
    }
}
