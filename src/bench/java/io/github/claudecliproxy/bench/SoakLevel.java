package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a server at rest holds.
 *
 * @param processes below it
 * @param heapMb living objects, after a full collection
 * @param cliMb resident memory of the largest CLI process
 */
record SoakLevel(double processes, double threads, double descriptors, double heapMb, double cliMb) {
    private static final Duration REST = Duration.ofSeconds(10);
    /** A process that has more is retired when its turn is over. */
    private static final double RETIRED_MB = 400;

    private static final double BYTES_A_MB = 1024.0 * 1024;

    /** Counts once no turn runs, and no process starts or ends. */
    static SoakLevel of(ProxyProcess proxy, HttpConnection control, Jvm jvm) throws IOException {
        proxy.awaitIdle(control, REST);
        Await.quiet(REST);
        List<Double> clis = jvm.cliMb();
        return new SoakLevel(
                clis.size(),
                jvm.threads(),
                jvm.descriptors(),
                jvm.heapBytes() / BYTES_A_MB,
                clis.stream().mapToDouble(Double::doubleValue).max().orElse(0));
    }

    /** Holds the end of the second half against its start: a third of its levels each, the lowest of them. */
    static Figure growth(Figure figure, List<SoakLevel> levels) {
        List<SoakLevel> half = levels.subList(levels.size() / 2, levels.size());
        int third = Math.max(1, half.size() / 3);
        List<SoakLevel> start = half.subList(0, third);
        List<SoakLevel> end = half.subList(half.size() - third, half.size());
        double largest = levels.stream().mapToDouble(SoakLevel::cliMb).max().orElse(Double.NaN);
        Figure held = figure.number("CLI MB first", levels.get(0).cliMb())
                .number("CLI MB end", levels.get(levels.size() - 1).cliMb())
                .check(Check.atMost("MB, largest CLI", largest, RETIRED_MB, RETIRED_MB));
        return grown(
                grown(
                        grown(
                                grown(held, "processes", SoakLevel::processes, start, end, 0),
                                "threads",
                                SoakLevel::threads,
                                start,
                                end,
                                2),
                        "descriptors",
                        SoakLevel::descriptors,
                        start,
                        end,
                        2),
                "heap MB",
                SoakLevel::heapMb,
                start,
                end,
                1);
    }

    private static Figure grown(
            Figure figure,
            String what,
            ToDoubleFunction<SoakLevel> level,
            List<SoakLevel> start,
            List<SoakLevel> end,
            double allowed) {
        double first = lowest(level, start);
        double last = lowest(level, end);
        return figure.number(what + " middle", first)
                .number(what + " end", last)
                .check(Check.atMost("more " + what, last - first, allowed, allowed));
    }

    private static double lowest(ToDoubleFunction<SoakLevel> level, List<SoakLevel> levels) {
        return levels.stream().mapToDouble(level).min().orElse(Double.NaN);
    }

    @Override
    public String toString() {
        return "processes " + processes + ", threads " + threads + ", descriptors " + descriptors + ", heap MB "
                + Check.number(heapMb) + ", largest CLI MB " + Check.number(cliMb);
    }
}
