package io.github.claudecliproxy.http;

import io.github.claudecliproxy.json.Json;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * JSON answers with a Content-Length. A chunked answer ends with its last chunk, and that would have to wait for a
 * server thread.
 */
public final class WholeAnswer {
    private WholeAnswer() {}

    public static Response.ResponseBuilder of(int status, Object value) {
        byte[] json = Json.bytes(value);
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .header(HttpHeaders.CONTENT_LENGTH, json.length)
                .entity(json);
    }
}
