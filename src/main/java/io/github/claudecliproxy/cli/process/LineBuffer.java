package io.github.claudecliproxy.cli.process;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lines between the thread that reads a process and the one that serves its turn, bounded in bytes: when the client is
 * slow the reader waits, then the pipe fills, then the CLI waits. Lines that come together are always taken, however long.
 */
final class LineBuffer {
    private static final int MAX_BYTES = 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<byte[]> lines = new ArrayDeque<>();
    private int bytes;
    private boolean closed;
    private boolean woken;

    /**
     * Adds lines that came together, waiting for room: whoever waits for one is woken once.
     *
     * @return false when the buffer is closed; the lines are dropped
     */
    boolean put(List<byte[]> together) throws InterruptedException {
        lock.lock();
        try {
            while (!closed && bytes >= MAX_BYTES) {
                changed.await();
            }
            if (!closed) {
                for (byte[] line : together) {
                    lines.add(line);
                    bytes += size(line);
                }
                changed.signalAll();
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The next line; empty when none came within {@code wait}, when {@link #wake} was called, or when none will ever come
     * ({@link #ended()}).
     */
    Optional<byte[]> poll(Duration wait) throws InterruptedException {
        long left = wait.toNanos();
        lock.lock();
        try {
            while (lines.isEmpty() && !closed && !woken && left > 0) {
                left = changed.awaitNanos(left);
            }
            woken = false;
            Optional<byte[]> line = Optional.ofNullable(lines.poll());
            line.ifPresent(taken -> {
                bytes -= size(taken);
                changed.signalAll();
            });
            return line;
        } finally {
            lock.unlock();
        }
    }

    /** With its line feed: empty lines without end must not fill our memory either. */
    private static int size(byte[] line) {
        return line.length + 1;
    }

    /** Ends the wait of whoever polls now, or the next one. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** A wake that nobody has waited for is none for whoever polls next. */
    void forgetWake() {
        lock.lock();
        try {
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    /** No more lines are taken; those that are here can still be polled. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Closed, and every line polled. */
    boolean ended() {
        lock.lock();
        try {
            return closed && lines.isEmpty();
        } finally {
            lock.unlock();
        }
    }
}
