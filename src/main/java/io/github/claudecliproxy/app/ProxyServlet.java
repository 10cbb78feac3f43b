package io.github.claudecliproxy.app;

import io.github.claudecliproxy.http.Connection;
import io.github.claudecliproxy.http.access.ContentFilter;
import io.github.claudecliproxy.http.exchange.Bodies;
import io.github.claudecliproxy.http.exchange.SuspendedTurn;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/** Jersey's servlet, which notes who called, and ends the turns before Jersey itself is gone: after that no waiting client can be answered. */
final class ProxyServlet extends ServletContainer {
    private static final long serialVersionUID = 1L;

    private final transient Proxy proxy;

    ProxyServlet(ResourceConfig config, Proxy proxy) {
        super(config);
        this.proxy = proxy;
    }

    @Override
    public void service(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        Connection.note(request);
        Bodies.note(request);
        ContentFilter.note(request);
        super.service(new JerseyRequest(request), response);
        SuspendedTurn.of(request).ifPresent(turn -> listen(request, turn));
    }

    private static void listen(HttpServletRequest request, SuspendedTurn turn) {
        try {
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new StopListener(turn));
            }
        } catch (IllegalStateException answered) {
            // the turn was quicker: nobody waits any more
        }
    }

    @Override
    public void destroy() {
        proxy.drain();
        super.destroy();
    }
}
