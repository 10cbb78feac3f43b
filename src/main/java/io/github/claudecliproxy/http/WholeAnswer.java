package io.github.claudecliproxy.http;

import io.github.claudecliproxy.json.Json;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/**
 * JSON answers of known length. Without it they would be chunked, and the last chunk, by which the client knows that it
 * has all, would wait for a thread of the server's.
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
