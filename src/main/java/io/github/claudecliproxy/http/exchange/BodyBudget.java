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
     * Begins a body.
     *
     * @param announced how long it says it is, or -1
     * @throws InvalidRequestException 503 when too many arrive
     */
    Filling begin(long announced) throws InvalidRequestException {
        if (arriving.incrementAndGet() > maxArriving) {
            arriving.decrementAndGet();
            throw overloaded("Too many request bodies arrive at once; try again later");
        }
        return new Filling((int) Math.max(0, Math.min(announced, FIRST_BYTES)));
    }

    private void take(int n, int soFar) throws InvalidRequestException {
        if (soFar + n > maxBody) {
            throw new InvalidRequestException(Errors.tooLarge(maxBody));
        }
        if (taken.addAndGet(n) > budget) {
            taken.addAndGet(-n);
            throw overloaded("Too many bytes of requests are waiting; try again later");
        }
    }

    private static InvalidRequestException overloaded(String message) {
        return new InvalidRequestException(
                ApiError.of(503, ErrorType.OVERLOADED, message).retryAfter(RETRY_SOON));
    }

    /** A body that arrives. */
    final class Filling {
        private ByteArrayOutputStream bytes;
        private boolean over;

        private Filling(int likelyBytes) {
            bytes = new ByteArrayOutputStream(likelyBytes);
        }

        /**
         * Adds what has come; once the body was given up, that is nothing.
         *
         * @throws InvalidRequestException 413 when it is too large, 503 when all bodies together are
         */
        synchronized void add(byte[] chunk, int n) throws InvalidRequestException {
            if (!over) {
                take(n, bytes.size());
                bytes.write(chunk, 0, n);
            }
        }

        /** The whole body; its bytes count until {@link Body#close()}. */
        synchronized Body whole() {
            Body body = new Body(bytes.toByteArray()); // first: it may be more than the heap has left
            over = true;
            arriving.decrementAndGet();
            bytes = new ByteArrayOutputStream(0);
            return body;
        }

        /** Gives up the body. Idempotent; a whole body is its own. */
        synchronized void drop() {
            if (!over) {
                over = true;
                arriving.decrementAndGet();
                taken.addAndGet(-bytes.size());
                bytes.reset();
            }
        }
    }

    /** A body and its place in the budget, which is given back once. */
    final class Body implements AutoCloseable {
        private final byte[] bytes;
        private final AtomicLong held;

        private Body(byte[] bytes) {
            this.bytes = bytes;
            this.held = new AtomicLong(bytes.length);
        }

        byte[] bytes() {
            return bytes;
        }

        @Override
        public void close() {
            taken.addAndGet(-held.getAndSet(0));
        }
    }
}
