package io.github.claudecliproxy.cli.process;

import com.google.errorprone.annotations.concurrent.GuardedBy;
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
 * Reads a process's stderr to the end, so that the process never blocks on it. Keeps the last of it for error messages, and
 * the API's own words about the last error of the running turn, which the CLI only prints there. Thread-safe.
 */
final class StderrTail {
    private static final int KEPT = 2048;
    private static final int LONGEST_LINE = 64 * 1024;

    private final CountDownLatch ended = new CountDownLatch(1);

    @GuardedBy("this")
    private final byte[] ring = new byte[KEPT];

    @GuardedBy("this")
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    @GuardedBy("this")
    private Optional<ApiWords> apiWords = Optional.empty();

    @GuardedBy("this")
    private long written;

    /** Returns at the end of the stream. */
    void drain(InputStream stderr) {
        byte[] chunk = new byte[8192];
        try {
            for (int n = stderr.read(chunk); n >= 0; n = stderr.read(chunk)) {
                keep(chunk, n);
            }
        } catch (IOException closed) {
            // the process was terminated during the read; what was read is kept
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
                readLine();
            } else if (line.size() < LONGEST_LINE) {
                line.write(chunk[i]);
            }
        }
    }

    @GuardedBy("this")
    private void readLine() {
        Optional<ApiWords> words = ApiWords.of(line.toString(StandardCharsets.UTF_8));
        line.reset();
        if (words.isPresent()) {
            apiWords = words;
            notifyAll();
        }
    }

    /** A turn begins: drops what was printed before, which may be about another conversation. */
    synchronized void startAgain() {
        apiWords = Optional.empty();
        written = 0;
    }

    /** The API's last error of this turn. It may arrive here a moment after the error has come on stdout. */
    synchronized Optional<ApiWords> apiWords(Duration limit) throws InterruptedException {
        Deadline end = Deadline.after(limit);
        while (apiWords.isEmpty() && !end.passed()) {
            // if the deadline passes at this very moment, this returns; wait(0) would wait for ever
            TimeUnit.NANOSECONDS.timedWait(this, end.left().toNanos());
        }
        return apiWords;
    }

    /** Waits for the end of the stream, {@code limit} at most: stderr may still arrive when the process is dead. */
    void awaitEnd(Duration limit) throws InterruptedException {
        if (!ended.await(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            return; // a descendant keeps it open; what was read is enough
        }
    }

    /** The last of the text on one line, without control characters. */
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
