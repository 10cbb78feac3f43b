package io.github.claudecliproxy.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.claudecliproxy.json.Json;
import jakarta.ws.rs.ext.ContextResolver;

/** Lets JAX-RS write JSON with the mapper that everything else uses. */
public final class JsonMapping implements ContextResolver<ObjectMapper> {
    @Override
    public ObjectMapper getContext(Class<?> type) {
        return Json.mapper();
    }
}
