package io.github.claudecliproxy.app;

import io.github.claudecliproxy.http.AccessFilter;
import io.github.claudecliproxy.http.ChatResource;
import io.github.claudecliproxy.http.ContentFilter;
import io.github.claudecliproxy.http.ErrorMapper;
import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.http.JsonMapping;
import io.github.claudecliproxy.http.MessagesResource;
import io.github.claudecliproxy.http.RequestIds;
import io.github.claudecliproxy.http.StatusResource;
import java.util.Map;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.jackson.JacksonFeature;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;

/**
 * The JAX-RS application: every class named, nothing found by scanning, so that it is the same on every server.
 *
 * <p>No {@code @ApplicationPath}: a server with a JAX-RS of its own would deploy it a second time.
 */
final class ProxyApplication extends ResourceConfig {
    private static final int FIRST = 100;
    private static final int SECOND = 200;
    private static final int THIRD = 300;

    ProxyApplication(Proxy proxy) {
        HttpSettings http = proxy.settings().http();
        register(new RequestIds(), FIRST);
        register(new AccessFilter(http), SECOND);
        register(new ContentFilter(), THIRD);
        register(new ErrorMapper());
        register(JacksonFeature.withoutExceptionMappers());
        register(new JsonMapping());
        register(new MessagesResource(proxy.endpoint(), http));
        register(new ChatResource(proxy.endpoint(), http));
        register(new StatusResource(proxy::health, proxy::metrics));
        addProperties(Map.of(
                // what is registered here is all there is
                CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true,
                ServerProperties.WADL_FEATURE_DISABLE, true,
                // errors leave as we wrote them, not as the server's own page
                ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true,
                // events leave when they are written, not when a buffer is full
                CommonProperties.OUTBOUND_CONTENT_LENGTH_BUFFER, 0));
    }
}
