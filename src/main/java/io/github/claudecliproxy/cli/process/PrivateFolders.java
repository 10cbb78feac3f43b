package io.github.claudecliproxy.cli.process;

import io.github.claudecliproxy.cli.CliSettings;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
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
 * Where CLI processes run and write: an empty folder that tells the model nothing, a cache, and a folder for temporary
 * files. Only this user can read them.
 *
 * @param root the temporary folder that is deleted at the end, with all that is in it
 * @param work where processes run. The model is told its name, so the API's prompt cache only finds a conversation again
 *     when it comes from the same folder: it is the same for all processes, and after a restart
 * @param cache where they may cache
 * @param temporary their {@code TMPDIR}; with some logins they listen on a socket in it, which others must not reach
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

    /** Whether a process of this user can run in the folder. */
    public static boolean isUsable(Path folder) {
        return Files.isDirectory(folder) && Files.isReadable(folder) && Files.isExecutable(folder);
    }

    /** A folder in this user's cache; none if it has anything in it, or others may write to it. */
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

    /** Deletes the temporary folder. A folder that the operator has named stays. Links are deleted, never followed. */
    void delete() throws IOException {
        // not with a file visitor: that is one more class, and a server that has deleted the WAR can load none any more
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
            } catch (DirectoryIteratorException unreadable) {
                throw unreadable.getCause();
            }
        }
        return inside;
    }
}
