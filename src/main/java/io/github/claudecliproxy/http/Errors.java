package io.github.claudecliproxy.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.ApiError;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Response;

/** Error answers: in the API's format, or for {@code /chat} in that of the proxy that this one descends from. */
final class Errors {
    private Errors() {}

    /** How a request's errors are to look; taken from the request at once, as it is not at hand on other threads. */
    record Form(String requestId, boolean chat) {
        static Form of(ContainerRequestContext request) {
            return new Form(RequestIds.of(request), Endpoint.of(request) == Endpoint.CHAT);
        }
    }

    static Response response(ApiError error, ContainerRequestContext request) {
        return response(error, Form.of(request));
    }

    static Response response(ApiError error, Form form) {
        ObjectNode body = form.chat()
                ? Json.object().put("text", "").put("error", error.message())
                : error.toJson(form.requestId());
        Response.ResponseBuilder response = WholeAnswer.of(error.status(), body);
        if (error.retryAfter() != null) {
            response.header("retry-after", (error.retryAfter().toMillis() + 999) / 1000);
        }
        if (!error.mayRetry()) {
            response.header("x-should-retry", "false");
        }
        return response.build();
    }
}
