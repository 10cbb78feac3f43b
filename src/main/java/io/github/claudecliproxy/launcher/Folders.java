package io.github.claudecliproxy.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Temporary folders of the launcher's. */
final class Folders {
    private Folders() {}

    /** Removes a folder of ours with all that is in it, as far as the system lets us: at the end nobody can be told. */
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
