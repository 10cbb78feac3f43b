package io.github.claudecliproxy.cli.process;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lines on their way from the thread that reads a process to the thread that serves its turn. Bounded in bytes: when the
 * client is slow, the reader waits, then the pipe fills up, then the CLI waits. While there is room, lines that came together
 * are taken whatever their size. Thread-safe.
 */
final class LineBuffer {
    private static final int MAX_BYTES = 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    @GuardedBy("lock")
    private final ArrayDeque<byte[]> lines = new ArrayDeque<>();

    @GuardedBy("lock")
    private int bytes;

    @GuardedBy("lock")
    private boolean closed;

    @GuardedBy("lock")
    private boolean woken;

    /**
     * Waits for room and adds lines that came together, so that the other thread is woken once for all of them.
     *
     * @return false when the buffer is closed and the lines were dropped
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
            byte[] line = lines.poll();
            if (line != null) {
                bytes -= size(line);
                changed.signalAll();
            }
            return Optional.ofNullable(line);
        } finally {
            lock.unlock();
        }
    }

    /** With the line feed, so that endless empty lines do not fill the memory either. */
    private static int size(byte[] line) {
        return line.length + 1;
    }

    /** Ends the current poll, or else the next one. */
    void wake() {
        lock.lock();
        try {
            woken = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Drops a wake that no poll has seen. */
    void forgetWake() {
        lock.lock();
        try {
            woken = false;
        } finally {
            lock.unlock();
        }
    }

    /** Takes no more lines; those that are here can still be polled. */
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
