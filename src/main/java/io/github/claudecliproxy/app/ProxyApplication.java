package io.github.claudecliproxy.app;

import io.github.claudecliproxy.http.ErrorMapper;
import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.http.JsonMapping;
import io.github.claudecliproxy.http.RequestIds;
import io.github.claudecliproxy.http.VersionPrefix;
import io.github.claudecliproxy.http.access.AcceptFilter;
import io.github.claudecliproxy.http.access.AccessFilter;
import io.github.claudecliproxy.http.access.ContentFilter;
import io.github.claudecliproxy.http.api.ChatResource;
import io.github.claudecliproxy.http.api.CountTokensResource;
import io.github.claudecliproxy.http.api.MessagesResource;
import io.github.claudecliproxy.http.api.MetricsResource;
import io.github.claudecliproxy.http.api.ModelsResource;
import io.github.claudecliproxy.http.api.StatusResource;
import io.github.claudecliproxy.http.api.UsageResource;
import io.github.claudecliproxy.http.openai.ChatCompletionsResource;
import io.github.claudecliproxy.http.openai.ResponsesResource;
import io.github.claudecliproxy.http.openai.TranslatedTurns;
import io.github.claudecliproxy.http.page.PageResource;
import io.github.claudecliproxy.http.page.StatusApiResource;
import io.github.claudecliproxy.openai.ModelAliases;
import io.github.claudecliproxy.openai.responses.StoredResponses;
import java.time.InstantSource;
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
        ModelAliases aliases = http.modelAliases();
        register(VersionPrefix.class, FIRST);
        register(RequestIds.class, FIRST);
        register(new AccessFilter(http, proxy.keys(), proxy.refused()), SECOND);
        register(AcceptFilter.class, THIRD);
        register(new ContentFilter(http), THIRD);
        register(ErrorMapper.class);
        register(JacksonFeature.withoutExceptionMappers());
        register(JsonMapping.class);
        register(new MessagesResource(proxy.exchanges(), proxy.turns(), http));
        register(new CountTokensResource(proxy.exchanges(), proxy.lookups()));
        register(new ModelsResource(proxy.exchanges(), proxy.lookups(), aliases));
        register(new ChatResource(proxy.exchanges(), proxy.turns(), http));
        TranslatedTurns translated =
                new TranslatedTurns(proxy.exchanges(), proxy.turns(), proxy.lookups(), http, aliases);
        register(new ChatCompletionsResource(translated, InstantSource.system()));
        register(new ResponsesResource(
                translated, new StoredResponses(http.storedResponsesBytes()), InstantSource.system()));
        register(new StatusResource(proxy::health));
        register(new MetricsResource(proxy::metrics, proxy::prometheus));
        if (http.page()) {
            register(new PageResource());
            register(new StatusApiResource(proxy::status, proxy.exchanges(), proxy.viewers()));
        }
        register(new UsageResource(proxy.ledger(), proxy.settings().ledger().off()));
        addProperties(Map.of(
                // only what is registered here
                CommonProperties.FEATURE_AUTO_DISCOVERY_DISABLE, true,
                CommonProperties.JSON_PROCESSING_FEATURE_DISABLE, true,
                CommonProperties.MOXY_JSON_FEATURE_DISABLE, true,
                ServerProperties.BV_FEATURE_DISABLE, true,
                ServerProperties.WADL_FEATURE_DISABLE, true,
                // keeps Jersey from reading a form's body before the filters refuse it
                ServletProperties.QUERY_PARAMS_AS_FORM_PARAMS_DISABLED, true,
                // a reverse proxy may know another scheme and host than we do
                ServerProperties.LOCATION_HEADER_RELATIVE_URI_RESOLUTION_DISABLED, true,
                // sends errors as we wrote them, not as the server's own page
                ServerProperties.RESPONSE_SET_STATUS_OVER_SEND_ERROR, true,
                // sends events when they are written, not when a buffer is full
                CommonProperties.OUTBOUND_CONTENT_LENGTH_BUFFER, 0));
    }
}
