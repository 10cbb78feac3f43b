package io.github.claudecliproxy.http;

import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads request bodies and counts the bytes of all that are unfinished, so that neither one large request nor many of
 * them can take the server's memory. Thread-safe.
 */
public final class BodyBudget {
    private static final int CHUNK = 16 * 1024;

    private final int maxBody;
    private final long budget;
    private final AtomicLong taken = new AtomicLong();

    public BodyBudget(HttpSettings settings) {
        this.maxBody = settings.maxBodyBytes();
        this.budget = settings.bodyBudgetBytes();
    }

    /**
     * Reads a whole body; its bytes count until {@link Body#close()}.
     *
     * @throws InvalidRequestException 413 when it is too large, 503 when all bodies together are, 400 or 408 when it
     *     breaks off
     */
    Body read(InputStream in) throws InvalidRequestException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] chunk = new byte[CHUNK];
        boolean whole = false;
        try {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                take(n, bytes.size());
                bytes.write(chunk, 0, n);
            }
            Body body = new Body(this, bytes.toByteArray());
            whole = true;
            return body;
        } catch (SocketTimeoutException slow) {
            throw new InvalidRequestException(
                    ApiError.of(408, ErrorType.TIMEOUT, "The request body did not arrive in time"));
        } catch (IOException brokenOff) {
            throw new InvalidRequestException("The request body could not be read to its end");
        } finally {
            if (!whole) {
                taken.addAndGet(-bytes.size());
            }
        }
    }

    private void take(int n, int soFar) throws InvalidRequestException {
        if (soFar + n > maxBody) {
            throw new InvalidRequestException(ApiError.of(
                    ErrorType.REQUEST_TOO_LARGE,
                    "The request body is larger than " + maxBody + " bytes (CLAUDE_PROXY_MAX_BODY_BYTES)"));
        }
        if (taken.addAndGet(n) > budget) {
            taken.addAndGet(-n);
            throw new InvalidRequestException(
                    ApiError.of(503, ErrorType.OVERLOADED, "Too many bytes of requests are waiting; try again later"));
        }
    }

    /** A body and its place in the budget, which is given back once. */
    static final class Body implements AutoCloseable {
        private final BodyBudget owner;
        private final byte[] bytes;
        private final AtomicLong held;

        Body(BodyBudget owner, byte[] bytes) {
            this.owner = owner;
            this.bytes = bytes;
            this.held = new AtomicLong(bytes.length);
        }

        byte[] bytes() {
            return bytes;
        }

        @Override
        public void close() {
            owner.taken.addAndGet(-held.getAndSet(0));
        }
    }
}
