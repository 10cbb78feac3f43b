package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a waiting request costs of the heap: the difference of two class histograms, each taken after a full collection,
 * by the number of requests. By class names alone, instances of the JDK's classes (arrays, maps, strings) belong to
 * nobody.
 */
final class WaitingHeap {
    private final Jvm jvm;
    private final int count;
    private Map<String, Long> before = Map.of();
    private Map<String, Long> after = Map.of();

    WaitingHeap(Jvm jvm, Path folder, int count) {
        this.jvm = jvm;
        this.count = count;
    }

    void before() throws IOException {
        before = jvm.histogram();
    }

    void after() throws IOException {
        after = jvm.histogram();
    }

    /** Bytes of our classes and of Jackson's trees, which only we hold. */
    double ours() {
        Map<String, Double> kinds = byKind();
        return kinds.getOrDefault("ours", 0.0) + kinds.getOrDefault("jackson", 0.0);
    }

    double all() {
        return byKind().values().stream().mapToDouble(Double::doubleValue).sum();
    }

    Map<String, Double> byKind() {
        Map<String, Double> kinds = new TreeMap<>();
        after.forEach((name, bytes) ->
                kinds.merge(kind(name), (double) (bytes - before.getOrDefault(name, 0L)) / count, Double::sum));
        return kinds;
    }

    private static String kind(String name) {
        if (name.startsWith("io.github.claudecliproxy.")) {
            return "ours";
        }
        if (name.startsWith("com.fasterxml.")) {
            return "jackson";
        }
        if (name.startsWith("org.apache.") || name.startsWith("org.glassfish.") || name.startsWith("jakarta.")) {
            return "container";
        }
        return name.startsWith("[") ? "arrays" : "other";
    }
}
