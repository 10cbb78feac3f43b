package io.github.claudecliproxy.app;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.ws.rs.core.MediaType;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A request whose {@code Content-Type} is no media type at all, made to say so in a way that JAX-RS can read: it would
 * otherwise fail before our filters and answer without a body.
 */
final class ReadableContentType extends HttpServletRequestWrapper {
    private static final String HEADER = "content-type";

    private ReadableContentType(HttpServletRequest request) {
        super(request);
    }

    /** The request as it is, unless its type cannot be read. */
    static HttpServletRequest of(HttpServletRequest request) {
        String type = request.getContentType();
        try {
            if (type != null) {
                MediaType.valueOf(type);
            }
            return request;
        } catch (IllegalArgumentException unreadable) {
            return new ReadableContentType(request);
        }
    }

    @Override
    public String getContentType() {
        return MediaType.APPLICATION_OCTET_STREAM;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return HEADER.equalsIgnoreCase(name) ? getContentType() : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return HEADER.equalsIgnoreCase(name)
                ? Collections.enumeration(Set.of(getContentType()))
                : super.getHeaders(name);
    }
}
