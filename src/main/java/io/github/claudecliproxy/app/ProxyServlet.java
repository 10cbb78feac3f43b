package io.github.claudecliproxy.app;

import io.github.claudecliproxy.http.access.ContentFilter;
import io.github.claudecliproxy.http.exchange.Exchanges;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/** Jersey's servlet. It drains before Jersey itself is gone: after that no client that waits can be answered. */
final class ProxyServlet extends ServletContainer {
    private static final long serialVersionUID = 1L;

    private final transient Proxy proxy;

    ProxyServlet(ResourceConfig config, Proxy proxy) {
        super(config);
        this.proxy = proxy;
    }

    @Override
    public void service(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        Exchanges.note(request);
        ContentFilter.note(request);
        super.service(new JerseyRequest(request), response);
        Exchanges.listen(request);
    }

    @Override
    public void destroy() {
        proxy.drain();
        super.destroy();
    }
}
