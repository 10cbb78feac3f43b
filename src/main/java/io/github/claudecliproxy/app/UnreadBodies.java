package io.github.claudecliproxy.app;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Requests that were answered before their body had come, such as those without a right key. Their connection is closed
 * after the answer, which says so; but a client that still sends when it is closed sees a reset, and the answer is lost
 * (RFC 9112, section 9.6). So what still comes is taken in first, for a few seconds, and without a thread: Tomcat itself
 * would read it on the request's own thread, as slowly as the client sends, and as many callers as there are threads,
 * none of them let in, would stop the server.
 */
final class UnreadBodies extends ValveBase {
    private static final long LIMIT_MS = 5000;

    /** Each costs the server its buffers; beyond so many the connection is closed at once. */
    private static final int MOST_AT_ONCE = 64;

    private static final int CHUNK = 8 * 1024;

    private final AtomicInteger coming = new AtomicInteger();

    UnreadBodies() {
        super(true); // requests may be suspended
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (request.isAsync() || isRead(request)) {
            return;
        }
        if (coming.incrementAndGet() > MOST_AT_ONCE) {
            coming.decrementAndGet();
            forget(request);
        } else {
            response.finishResponse();
            new Rest(request).takeIn();
        }
    }

    private static boolean isRead(Request request) {
        AtomicBoolean read = new AtomicBoolean();
        request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, read);
        return read.get();
    }

    /** Nothing is read any more: the connection is closed over what still comes. */
    private static void forget(Request request) {
        request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }

    /** What still comes of one body. Tomcat calls its methods one after the other. */
    private final class Rest implements ReadListener, AsyncListener {
        private final Request request;
        private final AsyncContext suspended;
        private final ServletInputStream in;
        private final byte[] chunk = new byte[CHUNK];

        Rest(Request request) throws IOException {
            this.request = request;
            this.in = request.getInputStream();
            this.suspended = request.startAsync();
        }

        void takeIn() {
            suspended.setTimeout(LIMIT_MS);
            suspended.addListener(this);
            in.setReadListener(this);
        }

        @Override
        public void onDataAvailable() throws IOException {
            while (in.isReady() && in.read(chunk) >= 0) {
                // nobody wants it
            }
        }

        @Override
        public void onAllDataRead() {
            suspended.complete();
        }

        @Override
        public void onError(Throwable failure) {
            // the client has gone: Tomcat ends the request itself
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            forget(request);
            suspended.complete();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            coming.decrementAndGet();
        }

        @Override
        public void onError(AsyncEvent event) {
            forget(request);
            suspended.complete();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // begun once, by us
        }
    }
}
