package io.github.claudecliproxy.launcher;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

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

    private final AtomicInteger coming = new AtomicInteger();

    UnreadBodies() {
        super(true); // requests may be suspended
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        boolean again = request.isAsync(); // a suspended request, whose end or failure passes by here once more
        getNext().invoke(request, response);
        if (again || request.isAsync() || isRead(request)) {
            return;
        }
        if (!takesIn(request, response)) {
            forget(request);
        }
    }

    /** A request that Tomcat itself has refused belongs to no application, and cannot be suspended. */
    private boolean takesIn(Request request, Response response) {
        if (request.getContext() == null) {
            return false;
        }
        boolean begun = false;
        try {
            if (coming.incrementAndGet() <= MOST_AT_ONCE) {
                response.finishResponse();
                new Rest(request).takeIn();
                begun = true;
            }
        } catch (IOException | IllegalStateException gone) {
            // then there is nothing to take in
        } finally {
            if (!begun) {
                coming.decrementAndGet();
            }
        }
        return begun;
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

    /**
     * What still comes of one body, read beneath the servlet's stream, which is closed with the response. Tomcat calls
     * its methods one after the other.
     */
    private final class Rest implements ReadListener, AsyncListener, ApplicationBufferHandler {
        private final Request request;
        private final org.apache.coyote.Request body;
        private final AsyncContext suspended;
        private ByteBuffer bytes = ByteBuffer.allocate(0);

        Rest(Request request) {
            this.request = request;
            this.body = request.getCoyoteRequest();
            this.suspended = request.startAsync();
        }

        void takeIn() {
            suspended.setTimeout(LIMIT_MS);
            suspended.addListener(this); // which counts down from here on
            try {
                body.setReadListener(this);
                if (!body.isFinished() && body.isReady()) {
                    body.action(ActionCode.DISPATCH_READ, null);
                }
            } catch (IllegalStateException gone) {
                end();
            }
        }

        /** Reads what has come; nobody wants it. */
        @Override
        public void onDataAvailable() throws IOException {
            int n = 0;
            while (n > 0 || (n == 0 && body.isReady())) {
                n = body.doRead(this);
            }
        }

        @Override
        public void onAllDataRead() {
            end();
        }

        private void end() {
            forget(request);
            suspended.complete();
        }

        @Override
        public void onError(Throwable failure) {
            // the client has gone: Tomcat ends the request itself
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            end();
        }

        @Override
        public void onComplete(AsyncEvent event) {
            coming.decrementAndGet();
        }

        @Override
        public void onError(AsyncEvent event) {
            end();
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // begun once, by us
        }

        @Override
        public void setByteBuffer(ByteBuffer buffer) {
            bytes = buffer;
        }

        @Override
        public ByteBuffer getByteBuffer() {
            return bytes;
        }

        @Override
        public void expand(int size) {
            // the bytes are Tomcat's own buffer
        }
    }
}
