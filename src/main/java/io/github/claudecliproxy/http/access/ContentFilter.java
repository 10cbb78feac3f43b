package io.github.claudecliproxy.http.access;

import io.github.claudecliproxy.http.Errors;
import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Admits only bodies that are declared as JSON, are not compressed and are not too large. A web page can send a form or
 * plain text without a preflight, and the size of a compressed body is not known before it is unpacked.
 */
public final class ContentFilter implements ContainerRequestFilter {
    private static final String ATTRIBUTE = ContentFilter.class.getName();
    private static final int UNSUPPORTED = 415;
    private static final Pattern DIGITS = Pattern.compile("\\d{1,18}");
    private static final Pattern JSON = Pattern.compile("\\s*application/json\\s*(;.*)?", Pattern.CASE_INSENSITIVE);

    private final int maxBody;

    public ContentFilter(HttpSettings settings) {
        this.maxBody = settings.maxBodyBytes();
    }

    /**
     * Notes the {@code Content-Type} headers of a request. They are hidden from JAX-RS, which answers 400 without a body to
     * those that it cannot read, and logs the URI of a form.
     */
    public static void note(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, Collections.list(request.getHeaders("content-type")));
    }

    @Override
    public void filter(ContainerRequestContext request) {
        if (!request.getMethod().equals("POST")) {
            if (Errors.hasBody(request)) { // the server would read it on the thread that ends a suspended request
                request.abortWith(Errors.unread(
                        ApiError.of(
                                ErrorType.INVALID_REQUEST,
                                "A " + request.getMethod() + " request must not have a body"),
                        request));
            }
            return;
        }
        List<?> types = request.getProperty(ATTRIBUTE) instanceof List<?> noted ? noted : List.of();
        String encoding = request.getHeaderString("content-encoding");
        if (types.size() > 1) {
            request.abortWith(Errors.response(
                    ApiError.of(ErrorType.INVALID_REQUEST, "Content-Type: must be sent only once"), request));
        } else if (types.isEmpty() || !JSON.matcher(types.get(0).toString()).matches()) {
            refuse(request, "Content-Type must be application/json");
        } else if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            refuse(request, "Content-Encoding is not supported; send the body uncompressed");
        } else if (announced(request) > maxBody) {
            request.abortWith(Errors.response(Errors.tooLarge(maxBody), request));
        }
    }

    /** The {@code Content-Length}, or -1 if there is none. */
    private static long announced(ContainerRequestContext request) {
        String length = request.getHeaderString("content-length");
        return length != null && DIGITS.matcher(length).matches() ? Long.parseLong(length) : -1;
    }

    private static void refuse(ContainerRequestContext request, String message) {
        request.abortWith(Errors.response(ApiError.of(UNSUPPORTED, ErrorType.INVALID_REQUEST, message), request));
    }
}
