package io.github.claudecliproxy.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Finds what a CLI process left behind. Once a parent is dead its children belong to somebody else and
 * {@link ProcessHandle#descendants()} is empty; the mark in their environment still tells (Linux). Elsewhere only
 * descendants of a living process are found.
 */
final class ProcessTree {
    private static final Path PROC = Path.of("/proc");

    private ProcessTree() {}

    /** Living processes that carry the mark, or descend from {@code root}, without {@code root} itself. */
    static List<ProcessHandle> descendants(ProcessHandle root, String mark) {
        try (Stream<ProcessHandle> known = root.descendants()) {
            List<ProcessHandle> found = new ArrayList<>(known.toList());
            marked(mark)
                    .filter(process -> process.pid() != root.pid() && !found.contains(process))
                    .forEach(found::add);
            return found;
        }
    }

    private static Stream<ProcessHandle> marked(String mark) {
        byte[] wanted = (ChildEnvironment.MARK + "=" + mark).getBytes(StandardCharsets.US_ASCII);
        List<ProcessHandle> marked = new ArrayList<>();
        try (DirectoryStream<Path> processes = Files.newDirectoryStream(PROC, "[0-9]*")) {
            for (Path process : processes) {
                if (contains(environment(process), wanted)) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .ifPresent(marked::add);
                }
            }
        } catch (IOException noProc) {
            return Stream.empty();
        }
        return marked.stream();
    }

    private static byte[] environment(Path process) {
        try {
            return Files.readAllBytes(process.resolve("environ"));
        } catch (IOException goneOrNotOurs) {
            return new byte[0];
        }
    }

    private static boolean contains(byte[] text, byte[] wanted) {
        for (int i = 0; i + wanted.length <= text.length; i++) {
            int k = 0;
            while (k < wanted.length && text[i + k] == wanted[k]) {
                k++;
            }
            if (k == wanted.length) {
                return true;
            }
        }
        return false;
    }
}
