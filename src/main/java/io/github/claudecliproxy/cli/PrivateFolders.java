package io.github.claudecliproxy.cli;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * Where CLI processes run and write: an empty folder that tells the model nothing, and a cache that goes with us. Both
 * are readable by this user only.
 *
 * @param root the temporary folder that holds what is ours
 * @param work where processes run
 * @param cache what they may write
 */
record PrivateFolders(Path root, Path work, Path cache) {

    static PrivateFolders create(Optional<Path> workdir) throws IOException {
        Path root = Files.createTempDirectory("claude-cli-proxy-");
        Path work = workdir.isPresent() ? workdir.orElseThrow() : Files.createDirectory(root.resolve("work"));
        return new PrivateFolders(root, work, Files.createDirectory(root.resolve("cache")));
    }

    /** Removes what is ours; a folder that the owner named stays. Links inside are removed, never followed. */
    void delete() throws IOException {
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(
                    Path folder, java.io.@org.jspecify.annotations.Nullable IOException e) throws IOException {
                Files.deleteIfExists(folder);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
