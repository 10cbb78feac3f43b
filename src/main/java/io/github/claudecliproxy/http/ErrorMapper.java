package io.github.claudecliproxy.http;

import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.InvalidRequestException;
import jakarta.inject.Provider;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns every failure before a turn begins into an answer. One that we did not foresee is logged, and answered with a
 * bare 500.
 */
public final class ErrorMapper implements ExceptionMapper<Throwable> {
    private static final Logger LOG = LoggerFactory.getLogger(ErrorMapper.class);
    private static final String ENDPOINTS =
            "this server has POST /v1/messages, POST /v1/messages/count_tokens, GET /v1/models,"
                    + " POST /v1/chat/completions, POST /v1/responses, POST /chat, GET /health, GET /metrics, GET /usage, GET /api/status";

    private final Provider<ContainerRequestContext> request;

    public ErrorMapper(@Context Provider<ContainerRequestContext> request) {
        this.request = request;
    }

    @Override
    public Response toResponse(Throwable failure) {
        return Errors.response(error(failure), request.get());
    }

    private ApiError error(Throwable failure) {
        if (failure instanceof InvalidRequestException invalid) {
            return invalid.error();
        }
        if (failure instanceof WebApplicationException web) {
            return ofStatus(web.getResponse().getStatus());
        }
        LOG.atError()
                .addKeyValue("reqId", RequestIds.of(request.get()))
                .addKeyValue("error", failure.toString())
                .setCause(failure)
                .log("ERR");
        return ApiError.of(ErrorType.API, "Internal error of the proxy; its log has the cause under this request_id");
    }

    private static ApiError ofStatus(int status) {
        return switch (status) {
            case 404 -> ApiError.of(ErrorType.NOT_FOUND, "Not found: " + ENDPOINTS);
            case 405 -> ApiError.of(405, ErrorType.INVALID_REQUEST, "Method not allowed: " + ENDPOINTS);
            case 415 -> ApiError.of(415, ErrorType.INVALID_REQUEST, "Content-Type must be application/json");
            default -> ApiError.of(status, ErrorType.ofStatus(status), "The request was refused with status " + status);
        };
    }
}
