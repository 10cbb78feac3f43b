package io.github.claudecliproxy.usage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.claudecliproxy.time.Deadline;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * What was counted and is in no batch yet. However long the database is away, this stays small: turns of the same day, key
 * and model share one sum, and beyond the bound so do models and then keys. Thread-safe; {@link #add} never waits.
 */
final class Pending {
    private static final int MAX_ROWS = 10_000;

    @GuardedBy("this")
    private final Map<UsageKey, UsageCounts> sums = new HashMap<>();

    @GuardedBy("this")
    private boolean closed;

    synchronized void add(UsageKey key, UsageCounts counts) {
        sums.merge(withRoom(key), counts, UsageCounts::plus);
        notifyAll();
    }

    private synchronized UsageKey withRoom(UsageKey key) {
        if (sums.size() < MAX_ROWS || sums.containsKey(key)) {
            return key;
        }
        UsageKey other = key.ofOtherModel();
        return sums.size() < 2 * MAX_ROWS || sums.containsKey(other) ? other : key.ofOtherKeyAndModel();
    }

    /** Takes all sums, in the order of their keys. */
    synchronized SortedMap<UsageKey, UsageCounts> take() {
        SortedMap<UsageKey, UsageCounts> taken = new TreeMap<>(sums);
        sums.clear();
        return taken;
    }

    /** Waits until there is something to take, or it is closed. */
    synchronized void awaitSums() throws InterruptedException {
        while (sums.isEmpty() && !closed) {
            wait();
        }
    }

    /** Waits until it is closed, at most so long. */
    synchronized void awaitClosed(Duration most) throws InterruptedException {
        Deadline end = Deadline.after(most);
        while (!closed && !end.passed()) {
            TimeUnit.NANOSECONDS.timedWait(this, end.left().toNanos());
        }
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Wakes whoever waits. Sums can still be added and taken. */
    synchronized void close() {
        closed = true;
        notifyAll();
    }
}
