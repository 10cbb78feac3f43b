package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Processor time as {@code /proc} counts it, in milliseconds. */
final class Cpu {
    private static final double MILLIS_A_TICK = 10;
    /** Behind the name, which may hold blanks: own user and system time, then the same of children that have ended. */
    private static final int FIRST = 11;

    private Cpu() {}

    /** Of a process and all below it, those that have ended and were waited for among them. */
    static double ofTree(ProcessHandle process) {
        double millis = of(process, FIRST, FIRST + 4);
        for (ProcessHandle below : process.descendants().toList()) {
            millis += of(below, FIRST, FIRST + 4);
        }
        return millis;
    }

    /** Of children of ours that have ended. */
    static double ofEndedChildren() {
        return of(ProcessHandle.current(), FIRST + 2, FIRST + 4);
    }

    private static double of(ProcessHandle process, int from, int to) {
        Path file = Path.of("/proc/" + process.pid() + "/stat");
        String stat;
        try {
            stat = Files.readString(file);
        } catch (IOException ended) {
            return 0; // its parent has it
        }
        List<String> times = List.of(stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1));
        return times.subList(from, to).stream().mapToLong(Long::parseLong).sum() * MILLIS_A_TICK;
    }
}
