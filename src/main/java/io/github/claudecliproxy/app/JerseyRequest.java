package io.github.claudecliproxy.app;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.Collections;
import java.util.Enumeration;
import org.jspecify.annotations.Nullable;

/**
 * A request as Jersey sees it: without its body, which {@code BodyReader} reads and which Jersey would close after an answer
 * that does not need it, and without its content type, which {@code ContentFilter} checks.
 */
final class JerseyRequest extends HttpServletRequestWrapper {
    JerseyRequest(HttpServletRequest request) {
        super(request);
    }

    @Override
    public @Nullable String getContentType() {
        return null;
    }

    @Override
    public @Nullable String getHeader(String name) {
        return isHidden(name) ? null : super.getHeader(name);
    }

    @Override
    public Enumeration<String> getHeaders(String name) {
        return isHidden(name) ? Collections.emptyEnumeration() : super.getHeaders(name);
    }

    private static boolean isHidden(String header) {
        return "content-type".equalsIgnoreCase(header);
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
