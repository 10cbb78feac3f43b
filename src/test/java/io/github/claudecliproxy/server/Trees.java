package io.github.claudecliproxy.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders and files as a shell's {@code rm -r}, {@code cp -r}, {@code mv} and {@code sed} treat them. */
final class Trees {
    private Trees() {}

    /** Leaves an empty folder. */
    static Path fresh(Path folder) throws IOException {
        if (Files.exists(folder)) {
            for (Path path : all(folder).sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
        return Files.createDirectories(folder);
    }

    static void copy(Path from, Path to) throws IOException {
        for (Path path : all(from).toList()) {
            Path target = to.resolve(from.relativize(path).toString());
            if (Files.isDirectory(path)) {
                Files.createDirectories(target);
            } else {
                Files.copy(path, target, StandardCopyOption.COPY_ATTRIBUTES, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Puts a file in its place whole: servers look at their folders at any time. */
    static void place(Path file, Path target) throws IOException {
        Path coming = target.resolveSibling("." + target.getFileName() + ".coming");
        Files.copy(file, coming, StandardCopyOption.REPLACE_EXISTING);
        Files.move(coming, target, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Replaces a text that must be there. */
    static void edit(Path file, String old, String now) throws IOException {
        String text = Files.readString(file);
        if (!text.contains(old)) {
            throw new IllegalStateException(file + " has no " + old);
        }
        Files.writeString(file, text.replace(old, now));
    }

    private static Stream<Path> all(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            return List.copyOf(paths.toList()).stream();
        }
    }
}
