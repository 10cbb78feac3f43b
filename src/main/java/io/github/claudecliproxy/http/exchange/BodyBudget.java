package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.http.Errors;
import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of all request bodies that are unfinished, so that neither one large request nor many of them can
 * take the server's memory. Thread-safe.
 */
public final class BodyBudget {
    /** A body that arrives costs the server this much beside its bytes, and more: buffers, request, response. */
    private static final int BYTES_BESIDE = 256 * 1024;

    /** What is set aside at once for a body that says how long it is: who says so need not send it. */
    private static final int FIRST_BYTES = 16 * 1024;

    private static final int FEWEST_ARRIVING = 64;
    private static final Duration RETRY_SOON = Duration.ofSeconds(5);

    private final int maxBody;
    private final long budget;
    private final long maxArriving;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicInteger arriving = new AtomicInteger();

    BodyBudget(HttpSettings settings) {
        this.maxBody = settings.maxBodyBytes();
        this.budget = settings.bodyBudgetBytes();
        this.maxArriving = Math.max(FEWEST_ARRIVING, budget / BYTES_BESIDE);
    }

    /**
     * The share of a body that begins.
     *
     * @param announced how long it says it is, or -1
     * @throws InvalidRequestException 503 when too many arrive
     */
    Share begin(long announced) throws InvalidRequestException {
        if (arriving.incrementAndGet() > maxArriving) {
            arriving.decrementAndGet();
            throw overloaded("Too many request bodies arrive at once; try again later");
        }
        return new Share((int) Math.max(0, Math.min(announced, FIRST_BYTES)), true);
    }

    /** The share of a request without a body. */
    Share none() {
        return new Share(0, false);
    }

    private void take(int n, int soFar) throws InvalidRequestException {
        if (soFar + n > maxBody) {
            throw new InvalidRequestException(Errors.tooLarge(maxBody));
        }
        if (taken.addAndGet(n) > budget) {
            taken.addAndGet(-n);
            throw overloaded("Too many bytes of requests are held; try again later");
        }
    }

    private static InvalidRequestException overloaded(String message) {
        return new InvalidRequestException(
                ApiError.of(503, ErrorType.OVERLOADED, message).retryAfter(RETRY_SOON));
    }

    /** What one body takes of the budget, from its first byte until the request is answered. */
    final class Share implements AutoCloseable {
        private ByteArrayOutputStream bytes;
        private int held;
        private boolean arrives;

        private Share(int likelyBytes, boolean arrives) {
            this.bytes = new ByteArrayOutputStream(likelyBytes);
            this.arrives = arrives;
        }

        /**
         * Adds what has arrived; once the body was given up, that is nothing.
         *
         * @throws InvalidRequestException 413 when it is too large, 503 when all bodies together are
         */
        synchronized void add(byte[] chunk, int n) throws InvalidRequestException {
            if (arrives) {
                take(n, held);
                held += n;
                bytes.write(chunk, 0, n);
            }
        }

        /** The whole body; its bytes count until the share is closed. */
        synchronized byte[] whole() {
            byte[] body = bytes.toByteArray(); // first: it may be more than the heap has left
            arrived();
            return body;
        }

        private void arrived() {
            if (arrives) {
                arrives = false;
                arriving.decrementAndGet();
            }
            bytes = new ByteArrayOutputStream(0);
        }

        /** Gives the bytes back. Idempotent. */
        @Override
        public synchronized void close() {
            arrived();
            taken.addAndGet(-held);
            held = 0;
        }
    }
}
