package io.github.claudecliproxy.app;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.ws.rs.core.MediaType;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The request as Jersey sees it. It has no body: {@code BodyReader} reads that, and Jersey would close the stream
 * after an answer that did not need it, before the rest could be taken in. A malformed content type is hidden: Jersey
 * would fail on it before our filters, and answer without a body.
 */
final class JerseyRequest extends HttpServletRequestWrapper {
    private static final String HEADER = "content-type";

    private final boolean typeIsReadable;

    JerseyRequest(HttpServletRequest request) {
        super(request);
        this.typeIsReadable = isReadable(request.getContentType());
    }

    private static boolean isReadable(@Nullable String type) {
        try {
            return type == null || MediaType.valueOf(type) != null;
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    @Override
    public @Nullable String getContentType() {
        return typeIsReadable ? super.getContentType() : MediaType.APPLICATION_OCTET_STREAM;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return hides(name) ? getContentType() : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return hides(name)
                ? Collections.enumeration(Set.of(MediaType.APPLICATION_OCTET_STREAM))
                : super.getHeaders(name);
    }

    private boolean hides(String name) {
        return !typeIsReadable && HEADER.equalsIgnoreCase(name);
    }

    @Override
    public ServletInputStream getInputStream() {
        return new Nothing();
    }

    private static final class Nothing extends ServletInputStream {
        @Override
        public int read() {
            return -1;
        }

        @Override
        public boolean isFinished() {
            return true;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("BodyReader listens");
        }
    }
}
