package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.http.Errors;
import io.github.claudecliproxy.http.HttpSettings;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Limits the bytes that the bodies of all unfinished requests take together, so that neither one large request nor
 * many small ones can exhaust the heap. Thread-safe.
 */
public final class BodyBudget {
    /** What an arriving body costs at least beside its own bytes: the server's buffers, its request and response. */
    private static final int BYTES_BESIDE = 256 * 1024;

    /** The most that is allocated for an announced length: whoever announces a body need not send it. */
    private static final int FIRST_BYTES = 16 * 1024;

    private static final int FEWEST_ARRIVING = 64;

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
     * Opens the share of a body that begins to arrive.
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
        reserve(n);
    }

    private void reserve(int n) throws InvalidRequestException {
        if (taken.addAndGet(n) > budget) {
            taken.addAndGet(-n);
            throw overloaded("Too many bytes of requests are held; try again later");
        }
    }

    private static InvalidRequestException overloaded(String message) {
        return new InvalidRequestException(ApiError.unavailable(message));
    }

    /** One body's share of the budget, from its first byte until the request is answered. */
    final class Share implements AutoCloseable {
        private ByteArrayOutputStream bytes;
        private int held;
        private boolean arrives;
        private boolean closed;

        private Share(int likelyBytes, boolean arrives) {
            this.bytes = new ByteArrayOutputStream(likelyBytes);
            this.arrives = arrives;
        }

        /**
         * Adds bytes that have arrived; after the share was closed it ignores them.
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

        /** Counts bytes that were made of the body beside those that it had before. */
        synchronized void alsoHold(int n) throws InvalidRequestException {
            int more = closed ? 0 : Math.max(0, n - held);
            reserve(more);
            held += more;
        }

        /** The whole body. Its bytes count against the budget until the share is closed. */
        synchronized byte[] whole() {
            byte[] body = bytes.toByteArray(); // first, because it may exhaust the heap
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
            closed = true;
        }
    }
}
