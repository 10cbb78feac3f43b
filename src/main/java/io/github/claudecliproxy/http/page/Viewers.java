package io.github.claudecliproxy.http.page;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.status.Audience;
import io.github.claudecliproxy.status.StatusReport;
import io.github.claudecliproxy.time.Deadline;
import io.github.claudecliproxy.work.CancelReason;
import io.github.claudecliproxy.work.Cancellable;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The open streams of the status, of which there can only be so many. Each has a thread of its own, because a write blocks
 * while its client is slow, and no thread of the server's may wait for that. Without viewers nothing runs. Thread-safe.
 */
public final class Viewers implements AutoCloseable {
    static final int MOST = 20;
    static final int MOST_OF_A_KEY = 4;
    private static final Duration LAST_EVENTS = Duration.ofSeconds(1);

    private final Snapshots snapshots;
    private final ThreadFactory threads;

    @GuardedBy("this")
    private final List<Audience> looking = new ArrayList<>();

    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /**
     * Nobody looks yet.
     *
     * @param source makes a report, at most one a second
     * @param threads makes the thread of each viewer
     */
    public Viewers(Supplier<StatusReport> source, ThreadFactory threads) {
        this.snapshots = new Snapshots(source);
        this.threads = threads;
    }

    /**
     * Begins a stream, and returns at once.
     *
     * @param answer writes the answer on the thread that calls it, and returns when it is written
     * @throws InvalidRequestException when there are too many, or the server stops
     */
    Cancellable show(Audience audience, Consumer<Supplier<Response>> answer) throws InvalidRequestException {
        enter(audience);
        Viewer viewer = new Viewer(audience, snapshots);
        boolean started = false;
        try {
            threads.newThread(() -> run(viewer, answer)).start();
            started = true;
        } finally {
            if (!started) {
                leave(audience);
            }
        }
        return viewer;
    }

    /** A key of the file has a few places, so that there are always some for the operator. */
    private synchronized void enter(Audience audience) throws InvalidRequestException {
        boolean full = looking.size() >= MOST;
        if (full || (!audience.all() && Collections.frequency(looking, audience) >= MOST_OF_A_KEY)) {
            throw new InvalidRequestException(ApiError.unavailable("There are " + (full ? MOST : MOST_OF_A_KEY)
                    + " viewers of the status already" + (full ? "" : " with this key")
                    + "; close a tab that shows the page, or ask GET /api/status"));
        }
        looking.add(audience);
    }

    private synchronized void leave(Audience audience) {
        looking.remove(audience);
        notifyAll();
    }

    private void run(Viewer viewer, Consumer<Supplier<Response>> answer) {
        viewers.add(viewer);
        try {
            if (closed) { // read after the viewer was added: either this sees it or close() sees the viewer
                viewer.cancel(CancelReason.SERVER_STOPPING);
            }
            answer.accept(viewer::response);
        } finally {
            viewers.remove(viewer);
            leave(viewer.audience());
        }
    }

    /** Ends all streams, and each that begins from now on. Waits a moment: their ends are still to be written. */
    @Override
    public void close() {
        closed = true;
        viewers.forEach(viewer -> viewer.cancel(CancelReason.SERVER_STOPPING));
        try {
            awaitEnds();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void awaitEnds() throws InterruptedException {
        Deadline end = Deadline.after(LAST_EVENTS);
        while (!looking.isEmpty() && !end.passed()) {
            TimeUnit.NANOSECONDS.timedWait(this, end.left().toNanos());
        }
    }
}
