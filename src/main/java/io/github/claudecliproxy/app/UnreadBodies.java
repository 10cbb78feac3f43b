package io.github.claudecliproxy.app;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;

/**
 * Requests that were answered before their body had come, such as those without a right key. Tomcat would read the rest
 * on the request's own thread, as slowly as the client sends it: as many callers as there are threads, none of them let
 * in, would stop the server. Here one thread at a time does so, because a client that is still writing might miss its
 * answer otherwise; any other such connection is closed after the answer.
 */
final class UnreadBodies extends ValveBase {
    private static final int MOST_BYTES = 2 * 1024 * 1024;
    private static final int CHUNK_BYTES = 8 * 1024;
    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final Semaphore reading = new Semaphore(1);

    UnreadBodies() {
        super(true); // requests may be suspended
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
        getNext().invoke(request, response);
        if (request.isAsync() || isRead(request)) {
            return;
        }
        response.finishResponse();
        discardArrived(request); // most have come whole, and their connections are kept
        if (!isRead(request) && request.getHeader("expect") == null && reading.tryAcquire()) {
            try {
                discard(request);
            } finally {
                reading.release();
            }
        }
        if (!isRead(request)) {
            request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
        }
    }

    private static boolean isRead(Request request) {
        AtomicBoolean read = new AtomicBoolean();
        request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, read);
        return read.get();
    }

    private static void discardArrived(Request request) {
        byte[] chunk = new byte[CHUNK_BYTES];
        try {
            InputStream in = request.getInputStream();
            for (int discarded = 0; discarded < MOST_BYTES && in.available() > 0; ) {
                int n = in.read(chunk, 0, Math.min(chunk.length, in.available()));
                if (n < 0) {
                    return;
                }
                discarded += n;
            }
        } catch (IOException gone) {
            // it has its answer, or nobody is there to read it
        }
    }

    private static void discard(Request request) {
        byte[] chunk = new byte[CHUNK_BYTES];
        long began = System.nanoTime();
        int discarded = 0;
        try {
            InputStream in = request.getInputStream();
            while (discarded < MOST_BYTES && System.nanoTime() - began < LIMIT_NANOS) {
                int n = in.read(chunk);
                if (n < 0) {
                    return;
                }
                discarded += n;
            }
        } catch (IOException gone) {
            // it has its answer, or nobody is there to read it
        }
    }
}
