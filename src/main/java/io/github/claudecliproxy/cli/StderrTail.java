package io.github.claudecliproxy.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Reads a process's stderr to its end, so that it never blocks, and keeps the last of it for an error message. */
final class StderrTail {
    private static final int KEPT = 2048;

    private final byte[] ring = new byte[KEPT];
    private final CountDownLatch ended = new CountDownLatch(1);
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
