package io.github.claudecliproxy.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.openai.OpenAiError;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Set;

/** Error answers in the format that the client knows. */
public final class Errors {
    /** Statuses that are answered before the body is read. */
    private static final Set<Integer> BEFORE_THE_BODY = Set.of(401, 403, 404, 405, 413, 415);

    private Errors() {}

    /**
     * The form of a request's errors. It is read from the request at once, because other threads no longer have the
     * request.
     */
    public record Form(String requestId, Dialect dialect) {
        public static Form of(ContainerRequestContext request) {
            return new Form(RequestIds.of(request), Dialect.of(request));
        }
    }

    /** For a request whose body may still be arriving. Nobody will read it, so the connection cannot be kept. */
    public static Response response(ApiError error, ContainerRequestContext request) {
        return hasBody(request) && BEFORE_THE_BODY.contains(error.status())
                ? unread(error, request)
                : response(error, Form.of(request));
    }

    /** For a request whose body nobody will read. */
    public static Response unread(ApiError error, ContainerRequestContext request) {
        return Response.fromResponse(response(error, Form.of(request)))
                .header("connection", "close")
                .build();
    }

    public static boolean hasBody(ContainerRequestContext request) {
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        return length == null ? request.getHeaderString("transfer-encoding") != null : !"0".equals(length);
    }

    public static Response response(ApiError error, Form form) {
        ObjectNode body = switch (form.dialect()) {
            case MESSAGES -> error.toJson(form.requestId());
            case CHAT -> Json.object().put("text", "").put("error", error.message());
            case OPENAI -> OpenAiError.toJson(error);
        };
        Response.ResponseBuilder response = WholeAnswer.of(error.status(), body);
        if (error.retryAfter() != null) {
            response.header("retry-after", (error.retryAfter().toMillis() + 999) / 1000);
        }
        if (!error.mayRetry()) {
            response.header("x-should-retry", "false");
        }
        return response.build();
    }

    public static ApiError tooLarge(int maxBody) {
        return ApiError.of(
                ErrorType.REQUEST_TOO_LARGE,
                "The request body is larger than " + maxBody + " bytes (CLAUDE_PROXY_MAX_BODY_BYTES)");
    }
}
