package io.github.claudecliproxy.testing;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A folder in which a CLI makes and deletes files at any moment. */
public final class LivelyFolder {
    private LivelyFolder() {}

    /** The folder and all that is below it, a folder before what is in it. What goes meanwhile may be missing. */
    public static List<Path> all(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                found.add(visited);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path visited, BasicFileAttributes attributes) {
                found.add(visited);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path visited, IOException failure) throws IOException {
                return unlessGone(failure);
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                return unlessGone(failure);
            }
        });
        return found;
    }

    private static FileVisitResult unlessGone(@Nullable IOException failure) throws IOException {
        if (failure != null && !(failure instanceof NoSuchFileException)) {
            throw failure;
        }
        return FileVisitResult.CONTINUE;
    }

    /** Deletes the folder with all that is in it; again, when a program that is just ending has written into it. */
    public static void delete(Path folder) {
        await().ignoreException(DirectoryNotEmptyException.class).until(() -> {
            List<Path> deepestFirst = all(folder);
            Collections.reverse(deepestFirst);
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
            return true;
        });
    }
}
