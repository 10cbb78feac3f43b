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
 * Handles requests that were answered before their body had arrived, such as those without a valid key. Their answer
 * says that the connection closes; but a client that is still sending when it is closed sees a reset and loses the
 * answer (RFC 9112, section 9.6). So the rest of the body is read first and dropped, for a few seconds and without a
 * thread. Tomcat itself would read it on the request's thread at the pace of the client, and as many callers without
 * a key as there are threads could block the server.
 */
final class UnreadBodies extends ValveBase {
    private static final long LIMIT_MS = 5000;

    /** Each costs buffers; beyond this number the connection is closed at once. */
    private static final int MOST_AT_ONCE = 64;

    private final AtomicInteger coming = new AtomicInteger();

    UnreadBodies() {
        super(true); // supports suspended requests
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        boolean again = request.isAsync(); // a suspended request passes here again when it ends or fails
        getNext().invoke(request, response);
        if (again || request.isAsync() || isRead(request)) {
            return;
        }
        if (!takesIn(request, response)) {
            forget(request);
        }
    }

    /** Requests that Tomcat itself has refused belong to no application and cannot be suspended. */
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
            // then there is nothing to read
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

    /** Stops reading: the connection is closed, whatever is still coming. */
    private static void forget(Request request) {
        request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }

    /**
     * The rest of one body. It is read beneath the servlet's stream, which is closed together with the response.
     * Tomcat calls the methods one after the other.
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
            suspended.addListener(this); // which decrements the count from now on
            try {
                body.setReadListener(this);
                if (!body.isFinished() && body.isReady()) {
                    body.action(ActionCode.DISPATCH_READ, null);
                }
            } catch (IllegalStateException gone) {
                end();
            }
        }

        /** Reads and drops what has arrived. */
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
            // the client is gone, and Tomcat ends the request
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
            // only once, by us
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
            // the buffer is Tomcat's own
        }
    }
}
