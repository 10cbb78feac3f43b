package io.github.claudecliproxy.http.page;

import io.github.claudecliproxy.http.exchange.SseWriter;
import io.github.claudecliproxy.status.Audience;
import io.github.claudecliproxy.status.StatusReport;
import io.github.claudecliproxy.time.Stopwatch;
import io.github.claudecliproxy.work.CancelReason;
import io.github.claudecliproxy.work.Cancellable;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One stream of the status. It is written at the pace of its client: one that is slow misses updates, nothing waits in memory
 * for it, and one that is too slow for an update is cut off.
 */
final class Viewer implements Cancellable {
    static final String EVENT_STREAM = "text/event-stream; charset=utf-8";
    private static final long PAUSE_MS = 1000;

    /** After this time the status is sent even if nothing has changed, which shows whether the client is still there. */
    private static final Duration SILENCE = Duration.ofSeconds(15);

    /** The most that one update may take to be written. */
    private static final Duration SLOWEST = Duration.ofSeconds(5);

    /** Then the client asks again, and its key is looked at again: it may have been removed. */
    private static final Duration LONGEST = Duration.ofMinutes(5);

    private final Audience audience;
    private final Snapshots snapshots;
    private final CountDownLatch ended = new CountDownLatch(1);

    Viewer(Audience audience, Snapshots snapshots) {
        this.audience = audience;
        this.snapshots = snapshots;
    }

    Audience audience() {
        return audience;
    }

    @Override
    public void cancel(CancelReason reason) {
        ended.countDown();
    }

    Response response() {
        StreamingOutput events = this::write;
        return Response.ok(events, EVENT_STREAM)
                .header("cache-control", "no-store")
                .header("x-accel-buffering", "no") // for a reverse proxy that would gather the events
                .build();
    }

    private void write(OutputStream out) throws IOException {
        SseWriter sse = new SseWriter(out);
        try {
            StatusReport sent = snapshots.now();
            boolean inTime = send(sse, sent.seenBy(audience));
            Stopwatch silence = Stopwatch.start();
            Stopwatch open = Stopwatch.start();
            while (inTime && !open.reached(LONGEST) && !ended.await(PAUSE_MS, TimeUnit.MILLISECONDS)) {
                StatusReport now = snapshots.now();
                if (!now.equals(sent) || silence.reached(SILENCE)) {
                    inTime = send(sse, now.seenBy(audience).withoutSettings());
                    sent = now;
                    silence = Stopwatch.start();
                }
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends an update; false if the client was too slow for it. */
    private static boolean send(SseWriter sse, StatusReport report) throws IOException {
        Stopwatch writing = Stopwatch.start();
        sse.event("status", report);
        return !writing.reached(SLOWEST);
    }
}
