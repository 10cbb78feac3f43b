package io.github.claudecliproxy.http.access;

import io.github.claudecliproxy.http.Errors;
import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.regex.Pattern;

/**
 * Takes JSON and nothing else, said so, of a size that it may have: a form or plain text is what a web page can send
 * without being asked first, and a compressed body would have to be unpacked before its size is known. What no resource takes
 * was refused before.
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

    /** How long the body says it is, or -1. */
    private static long announced(ContainerRequestContext request) {
        String length = request.getHeaderString("content-length");
        return length != null && DIGITS.matcher(length).matches() ? Long.parseLong(length) : -1;
    }

    private static void refuse(ContainerRequestContext request, String message) {
        request.abortWith(Errors.response(ApiError.of(UNSUPPORTED, ErrorType.INVALID_REQUEST, message), request));
    }
}
