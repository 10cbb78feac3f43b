package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a waiting request costs of the heap: the difference of two states, each after a full collection, by the number
 * of requests. All of it is told by class histograms; which part of it is ours, by heap dumps (see {@link OwnHeap}),
 * since by class names alone the JDK's arrays, maps and strings would belong to nobody. The rest is the container's:
 * connection, buffers, request and response of Tomcat and Jersey.
 */
final class WaitingHeap {
    private final Jvm jvm;
    private final Path folder;
    private final int count;
    private final State before;

    /** All bytes, and ours by class. */
    private record State(long all, Map<String, Long> ours) {}

    /** Takes the state before the requests come. */
    WaitingHeap(Jvm jvm, Path folder, int count) throws IOException {
        this.jvm = jvm;
        this.folder = folder;
        this.count = count;
        this.before = state();
    }

    private State state() throws IOException {
        Path dump = folder.resolve("heap.hprof");
        long all = jvm.heapBytes();
        jvm.dump(dump);
        Map<String, Long> ours = OwnHeap.of(dump);
        Files.delete(dump);
        return new State(all, ours);
    }

    /** Looks again, and adds the figure. */
    void report(Report report) throws IOException {
        State after = state();
        double all = (double) (after.all - before.all) / count;
        double ours = (double) (sum(after.ours) - sum(before.ours)) / count;
        System.out.println("c ours, bytes a request: " + OwnHeap.largest(before.ours, after.ours, count));
        report.add(Figure.of("c", count + " waiting: heap each")
                .number("bytes of ours", ours)
                .number("bytes of the container", all - ours)
                .check(Check.atMost("KB of ours", ours / 1024, 4, 8)));
    }

    private static long sum(Map<String, Long> sizes) {
        return sizes.values().stream().mapToLong(Long::longValue).sum();
    }
}
