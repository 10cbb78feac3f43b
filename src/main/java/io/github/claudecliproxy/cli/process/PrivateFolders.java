package io.github.claudecliproxy.cli.process;

import io.github.claudecliproxy.cli.CliSettings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where CLI processes run and write: an empty folder that tells the model nothing, and a cache and a folder for temporary
 * files that go with us. All are readable by this user only.
 *
 * @param root the temporary folder that holds what is ours
 * @param work where processes run. The model is told its name, so the API's prompt cache only knows a conversation again
 *     when it is told from the same folder: it is one for all processes, and the same after a restart
 * @param cache what they may write
 * @param temporary their {@code TMPDIR}; with some logins they listen on a socket in it that others must not reach
 */
public record PrivateFolders(Path root, Path work, Path cache, Path temporary) {

    static PrivateFolders create(CliSettings settings) throws IOException {
        Path root = Files.createTempDirectory("claude-cli-proxy-");
        Optional<Path> work = settings.workdir().or(() -> lasting(settings.environment()));
        return new PrivateFolders(
                root,
                work.isPresent() ? work.orElseThrow() : Files.createDirectory(root.resolve("work")),
                Files.createDirectory(root.resolve("cache")),
                Files.createDirectory(root.resolve("tmp")));
    }

    /** A folder in this user's cache; none where it is not empty, or not ours alone. */
    private static Optional<Path> lasting(Map<String, String> environment) {
        String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
        String home = environment.getOrDefault("HOME", "");
        if (!cache.startsWith("/") && !home.startsWith("/")) {
            return Optional.empty();
        }
        Path folder = (cache.startsWith("/") ? Path.of(cache) : Path.of(home, ".cache"))
                .resolve("claude-cli-proxy")
                .resolve("work");
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return isOursAlone(folder) && list(folder).isEmpty() ? Optional.of(folder.toRealPath()) : Optional.empty();
        } catch (IOException | UnsupportedOperationException readOnly) {
            return Optional.empty();
        }
    }

    private static boolean isOursAlone(Path folder) throws IOException {
        PosixFileAttributes attributes =
                Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        return attributes.isDirectory()
                && attributes.owner().getName().equals(System.getProperty("user.name"))
                && !attributes.permissions().contains(PosixFilePermission.GROUP_WRITE)
                && !attributes.permissions().contains(PosixFilePermission.OTHERS_WRITE);
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
