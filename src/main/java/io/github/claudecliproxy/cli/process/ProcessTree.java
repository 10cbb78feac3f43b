package io.github.claudecliproxy.cli.process;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * Finds the descendants of a CLI process. When it is dead, its children have another parent and
 * {@link ProcessHandle#descendants()} is empty; on Linux they are still found by the mark in their environment. On other
 * systems only descendants of living processes are found.
 */
final class ProcessTree {
    private static final Path PROC = Path.of("/proc");
    private static final byte[] VARIABLE = (ChildEnvironment.MARK + "=").getBytes(StandardCharsets.US_ASCII);

    /** A process that is just becoming another program (exec) shows an empty environment for a moment. */
    private static final int MORE_LOOKS = 2;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    private ProcessTree() {}

    /** Living processes that carry the mark or descend from {@code root}, except {@code root} itself. */
    static List<ProcessHandle> descendants(ProcessHandle root, String mark) {
        try (Stream<ProcessHandle> known = root.descendants()) {
            List<ProcessHandle> found = new ArrayList<>(known.toList());
            marked(Set.of(mark)).stream()
                    .filter(process -> process.pid() != root.pid() && !found.contains(process))
                    .forEach(found::add);
            return found;
        }
    }

    /** Living processes that carry one of the marks: one scan of the machine's processes for all of them. */
    static List<ProcessHandle> marked(Set<String> marks) {
        List<ProcessHandle> marked = new ArrayList<>();
        List<Path> blank = marked(all(), marks, marked);
        for (int i = 0; i < MORE_LOOKS && !blank.isEmpty(); i++) {
            LockSupport.parkNanos(PAUSE_NANOS);
            blank = marked(blank, marks, marked);
        }
        return marked;
    }

    private static List<Path> all() {
        List<Path> all = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            processes.forEach(all::add);
        } catch (IOException | DirectoryIteratorException noProc) {
            return List.of();
        }
        return all;
    }

    /** Adds those that carry a mark, and returns those whose environment cannot be told now. */
    private static List<Path> marked(List<Path> processes, Set<String> marks, List<ProcessHandle> marked) {
        List<Path> blank = new ArrayList<>();
        for (Path process : processes) {
            byte[] environment = environment(process);
            long pid = Long.parseLong(process.getFileName().toString());
            if (environment.length == 0 && memory(pid) > 0) {
                blank.add(process);
            } else if (marks.contains(mark(environment))) {
                ProcessHandle.of(pid).ifPresent(marked::add);
            }
        }
        return blank;
    }

    /** Resident memory of a process in bytes; 0 when it is gone, and on systems where it is not known. */
    static long memory(long pid) {
        try {
            String status = Files.readString(PROC.resolve(String.valueOf(pid)).resolve("status"));
            return status.lines()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> line.replaceAll("\\D+", ""))
                    .mapToLong(kilobytes -> Long.parseLong(kilobytes) * 1024)
                    .findFirst()
                    .orElse(0);
        } catch (IOException goneOrNoProc) {
            return 0;
        }
    }

    /** The mark in an environment; empty when there is none. */
    private static String mark(byte[] environment) {
        int start = indexAfter(environment, VARIABLE);
        int end = start;
        while (start >= 0 && end < environment.length && environment[end] != 0) {
            end++;
        }
        return start < 0 ? "" : new String(environment, start, end - start, StandardCharsets.US_ASCII);
    }

    private static byte[] environment(Path process) {
        try {
            return Files.readAllBytes(process.resolve("environ"));
        } catch (IOException goneOrNotOurs) {
            return new byte[0];
        }
    }

    private static int indexAfter(byte[] text, byte[] wanted) {
        for (int i = 0; i + wanted.length <= text.length; i++) {
            int k = 0;
            while (k < wanted.length && text[i + k] == wanted[k]) {
                k++;
            }
            if (k == wanted.length) {
                return i + k;
            }
        }
        return -1;
    }
}
