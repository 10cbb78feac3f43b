package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The part of a heap that is ours: every instance of our classes, and whatever else (bodies, strings, maps, JSON trees)
 * can be reached from one without passing an object of the container's, and not at all without passing one of ours.
 * Entries of timers count as ours, as nobody else has one a request. Arrays too large for any one of the requests that
 * wait here (a reader's buffer, a queue's) are left out.
 */
final class OwnHeap implements HeapDump.Graph {
    private static final List<String> OURS = List.of(
            "io.github.claudecliproxy.", "java.util.concurrent.ScheduledThreadPoolExecutor$ScheduledFutureTask");
    /** Class loaders and their jars too: whose they seem to be depends on which thread has touched them. */
    private static final List<String> CONTAINER = List.of(
            "org.apache.",
            "org.glassfish.",
            "jakarta.",
            "org.jvnet.",
            "ch.qos.",
            "io.micrometer.",
            "launch.",
            "java.net.URLClassLoader",
            "jdk.internal.loader.",
            "java.util.jar.",
            "java.util.zip.",
            "java.lang.Thread");

    private static final int SHARED_BYTES = 16 * 1024;

    private final Map<Long, Integer> index = new HashMap<>();
    private final List<String> names = new ArrayList<>();
    private final Numbers bytes = new Numbers();
    private final Numbers firstReference = new Numbers();
    private final References references = new References();
    private final List<Long> roots = new ArrayList<>();

    private OwnHeap() {}

    /** Bytes of ours, by class. */
    static Map<String, Long> of(Path dump) throws IOException {
        OwnHeap heap = new OwnHeap();
        HeapDump.read(dump, heap);
        return heap.ours();
    }

    @Override
    public void object(long id, String className, int size) {
        index.put(id, names.size());
        names.add(className);
        bytes.add(size);
        firstReference.add(references.count());
    }

    @Override
    public void reference(long to) {
        references.add(to);
    }

    @Override
    public void root(long id) {
        roots.add(id);
    }

    @Override
    public void global(String className, long to) {
        if (!starts(className, OURS)) {
            roots.add(to);
        }
    }

    private Map<String, Long> ours() {
        firstReference.add(references.count());
        boolean[] others = new boolean[names.size()];
        roots.forEach(root -> walk(root, others, OURS));
        boolean[] own = others.clone();
        for (int i = 0; i < names.size(); i++) {
            if (starts(names.get(i), OURS)) {
                own[i] = true;
                follow(i, own, CONTAINER);
            }
        }
        Map<String, Long> sizes = new TreeMap<>();
        for (int i = 0; i < names.size(); i++) {
            if (own[i] && !others[i] && bytes.get(i) < SHARED_BYTES) {
                sizes.merge(names.get(i), (long) bytes.get(i), Long::sum);
            }
        }
        return sizes;
    }

    /** Marks what can be reached from an object, itself included, and stops at these classes. */
    private void walk(long id, boolean[] seen, List<String> borders) {
        Integer start = index.get(id);
        if (start != null && !seen[start] && !starts(names.get(start), borders)) {
            seen[start] = true;
            follow(start, seen, borders);
        }
    }

    private void follow(int start, boolean[] seen, List<String> borders) {
        Deque<Integer> todo = new ArrayDeque<>(List.of(start));
        while (!todo.isEmpty()) {
            int object = todo.remove();
            for (int i = firstReference.get(object); i < firstReference.get(object + 1); i++) {
                Integer to = index.get(references.get(i));
                if (to != null && !seen[to] && !starts(names.get(to), borders)) {
                    seen[to] = true;
                    todo.add(to);
                }
            }
        }
    }

    private static boolean starts(String name, List<String> prefixes) {
        return prefixes.stream().anyMatch(name::startsWith);
    }

    /** What has changed most, for people. */
    static String largest(Map<String, Long> before, Map<String, Long> after, int count) {
        Map<String, Double> grown = new HashMap<>();
        after.forEach((name, size) -> grown.merge(name, (double) size / count, Double::sum));
        before.forEach((name, size) -> grown.merge(name, (double) -size / count, Double::sum));
        return grown.entrySet().stream()
                .sorted(Comparator.comparingDouble(entry -> -Math.abs(entry.getValue())))
                .limit(24)
                .map(entry -> entry.getKey() + " " + Check.number(entry.getValue()))
                .toList()
                .toString();
    }

    /** A list of int without a box for each. */
    private static final class Numbers {
        private int[] values = new int[1024];
        private int count;

        void add(int value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }

        int get(int position) {
            return values[position];
        }
    }

    /** A list of long without a box for each. */
    private static final class References {
        private long[] values = new long[1024];
        private int count;

        void add(long value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            values[count++] = value;
        }

        long get(int position) {
            return values[position];
        }

        int count() {
            return count;
        }
    }
}
