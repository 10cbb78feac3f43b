package io.github.claudecliproxy.cli.process;

import io.github.claudecliproxy.cli.ApiWords;
import io.github.claudecliproxy.time.Deadline;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Reads a process's stderr to its end, so that it never blocks, and keeps the last of it for an error message; and of the
 * turn that runs the API's own words about an error, which the CLI prints there and dresses up elsewhere.
 */
final class StderrTail {
    private static final int KEPT = 2048;
    private static final int LONGEST_LINE = 64 * 1024;

    private final byte[] ring = new byte[KEPT];
    private final CountDownLatch ended = new CountDownLatch(1);
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private Optional<ApiWords> apiWords = Optional.empty();
    private long written;

    /** Returns at the end of the stream. */
    void drain(InputStream stderr) {
        byte[] chunk = new byte[8192];
        try {
            for (int n = stderr.read(chunk); n >= 0; n = stderr.read(chunk)) {
                keep(chunk, n);
            }
        } catch (IOException closed) {
            // the process was ended while we read: what was kept stands
        } finally {
            ended.countDown();
        }
    }

    private synchronized void keep(byte[] chunk, int n) {
        for (int i = Math.max(0, n - KEPT); i < n; i++) {
            ring[(int) ((written + i) % KEPT)] = chunk[i];
        }
        written += n;
        for (int i = 0; i < n; i++) {
            if (chunk[i] == '\n') {
                ApiWords.of(line.toString(StandardCharsets.UTF_8)).ifPresent(this::heard);
                line.reset();
            } else if (line.size() < LONGEST_LINE) {
                line.write(chunk[i]);
            }
        }
    }

    private void heard(ApiWords words) {
        apiWords = Optional.of(words);
        notifyAll();
    }

    /** A turn begins: what was said before is no part of it, and may be of another conversation. */
    synchronized void startAgain() {
        apiWords = Optional.empty();
        written = 0;
    }

    /** The API's last error of this turn; it may come on stderr a moment after stdout has told of it. */
    synchronized Optional<ApiWords> apiWords(Duration limit) throws InterruptedException {
        Deadline end = Deadline.after(limit);
        while (apiWords.isEmpty() && !end.passed()) {
            // unlike wait(0), this returns at once when the deadline passes just now
            TimeUnit.NANOSECONDS.timedWait(this, end.left().toNanos());
        }
        return apiWords;
    }

    /** Waits until the stream is at its end, or for {@code limit}: a process's last words may come after its end. */
    void awaitEnd(Duration limit) throws InterruptedException {
        if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            return; // a descendant keeps it open: what was kept stands
        }
    }

    /** The last text, printable, on one line. */
    synchronized String text() {
        int length = (int) Math.min(written, KEPT);
        byte[] tail = new byte[length];
        for (int i = 0; i < length; i++) {
            tail[i] = ring[(int) ((written - length + i) % KEPT)];
        }
        return new String(tail, StandardCharsets.UTF_8)
                .replaceAll("\u001b\\[[0-9;]*[A-Za-z]", "")
                .replaceAll("[^\\p{Print}\\p{L}]+", " ")
                .strip();
    }
}
