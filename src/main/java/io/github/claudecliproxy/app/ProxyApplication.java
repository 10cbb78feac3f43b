package io.github.claudecliproxy.app;

import io.github.claudecliproxy.http.ErrorMapper;
import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.http.JsonMapping;
import io.github.claudecliproxy.http.RequestIds;
import io.github.claudecliproxy.http.access.AcceptFilter;
import io.github.claudecliproxy.http.access.AccessFilter;
import io.github.claudecliproxy.http.access.ContentFilter;
import io.github.claudecliproxy.http.api.ChatResource;
import io.github.claudecliproxy.http.api.CountTokensResource;
import io.github.claudecliproxy.http.api.MessagesResource;
import io.github.claudecliproxy.http.api.ModelsResource;
import io.github.claudecliproxy.http.api.StatusResource;
import java.util.Map;
import org.glassfish.jersey.CommonProperties;
import org.glassfish.jersey.jackson.JacksonFeature;
import org.glassfish.jersey.server.ResourceConfig;
import org.glassfish.jersey.server.ServerProperties;
import org.glassfish.jersey.servlet.ServletProperties;

/**
 * The JAX-RS application. Every class is named and none is found by scanning, so that it is the same on every server.
 * Resources are made here rather than injected: a server with CDI would look for their parts among its own beans.
 */
final class ProxyApplication extends ResourceConfig {
    private static final int FIRST = 100;
    private static final int SECOND = 200;
    private static final int THIRD = 300;

    ProxyApplication(Proxy proxy) {
        HttpSettings http = proxy.settings().http();
        register(RequestIds.class, FIRST);
        register(new AccessFilter(http, proxy.keys(), proxy.refused()), SECOND);
        register(AcceptFilter.class, THIRD);
        register(new ContentFilter(http), THIRD);
        register(ErrorMapper.class);
        register(JacksonFeature.withoutExceptionMappers());
        register(JsonMapping.class);
        register(new MessagesResource(proxy.exchanges(), proxy.turns(), http));
        register(new CountTokensResource(proxy.exchanges(), proxy.lookups()));
        register(new ModelsResource(proxy.exchanges(), proxy.lookups()));
        register(new ChatResource(proxy.exchanges(), proxy.turns(), http));
        register(new StatusResource(new StatusResource.Reports(proxy::health, proxy::metrics)));
        addProperties(Map.of(
                // only what is registered here
                CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true,
                CommonProperties.JSON_PROCESSING_FEATURE_DISABLE, true,
                CommonProperties.MOXY_JSON_FEATURE_DISABLE, true,
                ServerProperties.BV_FEATURE_DISABLE, true,
                ServerProperties.WADL_FEATURE_DISABLE, true,
                // keeps Jersey from reading a form's body before the filters refuse it
                ServletProperties.QUERY_PARAMS_AS_FORM_PARAMS_DISABLED, true,
                // sends errors as we wrote them, not as the server's own page
                ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true,
                // sends events when they are written, not when a buffer is full
                CommonProperties.OUTBOUND_CONTENT_LENGTH_BUFFER, 0));
    }
}
