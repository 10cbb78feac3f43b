package io.github.claudecliproxy.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How the sessions came to the turns of a figure, by {@code x-proxy-session}. Thread-safe. */
final class Origins {
    private final Map<String, Integer> seen = new TreeMap<>();

    void add(String origin) {
        add(origin, 1);
    }

    void addAll(Origins more) {
        more.counts().forEach(this::add);
    }

    private synchronized void add(String origin, int count) {
        seen.merge(origin, count, Integer::sum);
    }

    /** Whether every turn was of this kind. */
    synchronized boolean only(String origin) {
        return seen.size() == 1 && seen.containsKey(origin);
    }

    synchronized Map<String, Integer> counts() {
        return new TreeMap<>(seen);
    }

    @Override
    public String toString() {
        return counts().entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue())
                .collect(Collectors.joining(", "));
    }
}
