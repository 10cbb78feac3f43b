package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a running JVM holds, seen from outside: {@code /proc} and {@code jcmd}. */
final class Jvm {
    private static final Pattern HISTOGRAM_LINE = Pattern.compile("\\s*\\d+:\\s+\\d+\\s+(\\d+)\\s+(\\S+).*");
    private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");

    private final Children children;
    private final Process process;

    Jvm(Children children, Process process) {
        this.children = children;
        this.process = process;
    }

    private Path proc() {
        return Path.of("/proc/" + process.pid());
    }

    /** Number of threads by name, of Java and of the JVM itself; numbers in names are left out. */
    Map<String, Integer> threadNames() throws IOException {
        Map<String, Integer> names = new TreeMap<>();
        for (String line : jcmd("Thread.print").split("\n", -1)) {
            if (line.startsWith("\"")) {
                String name = line.substring(1, line.indexOf('"', 1));
                names.merge(name.replaceAll("[-#]?[0-9]+.*", ""), 1, Integer::sum);
            }
        }
        return names;
    }

    int threads() throws IOException {
        return count(name -> true);
    }

    /** Threads beside those that read from CLI processes. */
    int threadsBesideReaders() throws IOException {
        return count(name -> !name.startsWith("cli-stdout") && !name.startsWith("cli-stderr"));
    }

    private int count(Predicate<String> wanted) throws IOException {
        int count = 0;
        try (DirectoryStream<Path> tasks = Files.newDirectoryStream(proc().resolve("task"))) {
            for (Path task : tasks) {
                count += wanted.test(name(task)) ? 1 : 0;
            }
        }
        return count;
    }

    private static String name(Path task) {
        try {
            return Files.readString(task.resolve("comm")).strip();
        } catch (IOException ended) {
            return "ended";
        }
    }

    int descriptors() throws IOException {
        int count = 0;
        try (DirectoryStream<Path> open = Files.newDirectoryStream(proc().resolve("fd"))) {
            for (Path ignored : open) {
                count++;
            }
        }
        return count;
    }

    /** Resident memory in MB. */
    double residentMb() throws IOException {
        return residentMb(process.pid());
    }

    /** Resident memory of each CLI that holds a session, in MB. */
    List<Double> cliMb() {
        return process.children()
                .map(child -> ofCli(child.pid()))
                .filter(memory -> memory > 0)
                .toList();
    }

    /** Zero for another process, and for one that has ended. */
    private static double ofCli(long pid) {
        try {
            String command = Files.readString(Path.of("/proc/" + pid + "/cmdline"));
            return command.contains("--input-format") ? residentMb(pid) : 0;
        } catch (IOException ended) {
            return 0;
        }
    }

    private static double residentMb(long pid) throws IOException {
        Matcher matcher = RSS.matcher(Files.readString(Path.of("/proc/" + pid + "/status")));
        return matcher.find() ? Long.parseLong(matcher.group(1)) / 1024.0 : 0;
    }

    /** Living processes below it. */
    long processes() {
        return process.descendants().count();
    }

    /** Bytes of living objects by class, after a full collection. */
    Map<String, Long> histogram() throws IOException {
        Map<String, Long> bytes = new TreeMap<>();
        for (String line : jcmd("GC.class_histogram").split("\n", -1)) {
            Matcher matcher = HISTOGRAM_LINE.matcher(line);
            if (matcher.matches()) {
                bytes.merge(matcher.group(2), Long.parseLong(matcher.group(1)), Long::sum);
            }
        }
        return bytes;
    }

    /** Bytes of all living objects, after a full collection. */
    long heapBytes() throws IOException {
        return histogram().values().stream().mapToLong(Long::longValue).sum();
    }

    /** Writes the living objects to a file. */
    void dump(Path file) throws IOException {
        jcmd("GC.heap_dump", file.toString());
    }

    private String jcmd(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(ProxyProcess.java("jcmd"), String.valueOf(process.pid())));
        command.addAll(List.of(arguments));
        Process jcmd = children.start(Map.of("PATH", "/usr/bin:/bin"), Path.of("/"), command);
        try (InputStream out = jcmd.getInputStream()) {
            return new String(out.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            children.end(jcmd);
        }
    }
}
