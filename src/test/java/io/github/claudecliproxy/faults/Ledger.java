package io.github.claudecliproxy.faults;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** What the clients have seen, and what was not as it must be. Thread-safe. */
final class Ledger {
    private static final int SHOWN = 20;

    private final Map<String, AtomicLong> counts = new ConcurrentHashMap<>();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();

    void count(String what) {
        counts.computeIfAbsent(what, name -> new AtomicLong()).incrementAndGet();
    }

    long counted(String what) {
        AtomicLong count = counts.get(what);
        return count == null ? 0 : count.get();
    }

    void violated(String what) {
        violations.add(what);
    }

    /** The first of them. */
    List<String> violations() {
        return violations.stream().limit(SHOWN).toList();
    }

    @Override
    public String toString() {
        return new TreeMap<>(counts).toString();
    }
}
