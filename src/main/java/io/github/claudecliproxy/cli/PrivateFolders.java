package io.github.claudecliproxy.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
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
        // without a class of its own: a server whose WAR was deleted can load none any more
        Deque<Path> left = new ArrayDeque<>();
        left.push(root);
        while (!left.isEmpty()) {
            Path path = left.peek();
            List<Path> inside = list(path);
            inside.forEach(left::push);
            if (inside.isEmpty()) {
                Files.deleteIfExists(left.pop());
            }
        }
    }

    private static List<Path> list(Path path) throws IOException {
        List<Path> inside = new ArrayList<>();
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            try (DirectoryStream<Path> entries = Files.newDirectoryStream(path)) {
                entries.forEach(inside::add);
            }
        }
        return inside;
    }
}
