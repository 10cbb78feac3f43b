package io.github.claudecliproxy.http.access;

import io.github.claudecliproxy.http.Errors;
import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.regex.Pattern;

/**
 * Accepts only uncompressed JSON of a permitted size. A web page can send a form or plain text without asking first;
 * a compressed body would have to be unpacked before its size is known. It runs after matching, so that an unknown
 * path is a 404 rather than a 415.
 */
public final class ContentFilter implements ContainerRequestFilter {
    private static final int UNSUPPORTED = 415;
    private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");
    private static final Pattern JSON = Pattern.compile("\\s*application/json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

    private final int maxBody;

    public ContentFilter(HttpSettings settings) {
        this.maxBody = settings.maxBodyBytes();
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!request.getMethod().equals("POST")) {
            return;
        }
        String type = request.getHeaderString("content-type");
        String encoding = request.getHeaderString("content-encoding");
        if (type == null || !JSON.matcher(type).matches()) {
            refuse(request, "Content-Type must be application/json");
        } else if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            refuse(request, "Content-Encoding is not supported; send the body uncompressed");
        } else if (announced(request) > maxBody) {
            request.abortWith(Errors.response(Errors.tooLarge(maxBody), request));
        }
    }

    /** The body's announced length, or -1. */
    private static long announced(ContainerRequestContext request) {
        String length = request.getHeaderString("content-length");
        return length != null && DIGITS.matcher(length).matches() ? Long.parseLong(length) : -1;
    }

    private static void refuse(ContainerRequestContext request, String message) {
        request.abortWith(Errors.response(ApiError.of(UNSUPPORTED, ErrorType.INVALID_REQUEST, message), request));
    }
}
