package io.github.claudecliproxy.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The launcher's temporary folders. */
final class Folders {
    private Folders() {}

    /**
     * Deletes a folder of ours with its content, as far as possible. Errors are ignored: at the end of the program
     * nobody could act on them.
     */
    static void delete(Path folder) {
        List<Path> inside;
        try (Stream<Path> all = Files.walk(folder)) {
            inside = all.sorted(Comparator.reverseOrder()).toList();
        } catch (IOException gone) {
            return;
        }
        for (Path path : inside) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException left) {
                return;
            }
        }
    }
}
