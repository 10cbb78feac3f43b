package io.github.claudecliproxy.app;

import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.servlet.ServletContainer;

/** Jersey's servlet, which ends the turns before Jersey itself is gone: after that no waiting client can be answered. */
final class ProxyServlet extends ServletContainer {
    private static final long serialVersionUID = 1L;

    private final transient Proxy proxy;

    ProxyServlet(ResourceConfig config, Proxy proxy) {
        super(config);
        this.proxy = proxy;
    }

    @Override
    public void destroy() {
        proxy.drain();
        super.destroy();
    }
}
