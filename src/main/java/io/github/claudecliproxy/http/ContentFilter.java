package io.github.claudecliproxy.http;

import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.MediaType;

/**
 * Takes JSON and nothing else, said so: a form or plain text is what a web page can send without being asked first, and
 * a compressed body would have to be unpacked before its size is known.
 */
public final class ContentFilter implements ContainerRequestFilter {
    private static final int UNSUPPORTED = 415;

    @Override
    public void filter(ContainerRequestContext request) {
        if (!request.getMethod().equals("POST")) {
            return;
        }
        MediaType type = request.getMediaType();
        String encoding = request.getHeaderString("content-encoding");
        if (type == null || !MediaType.APPLICATION_JSON_TYPE.isCompatible(type) || type.isWildcardType()) {
            refuse(request, "Content-Type must be application/json");
        } else if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            refuse(request, "Content-Encoding is not supported; send the body uncompressed");
        }
    }

    private static void refuse(ContainerRequestContext request, String message) {
        request.abortWith(Errors.response(ApiError.of(UNSUPPORTED, ErrorType.INVALID_REQUEST, message), request));
    }
}
