package launch;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The WAR's jars, unpacked: into a cache of this user's, which later starts reuse, or into a temporary folder where
 * no safe cache is possible.
 *
 * @param jars the class path
 * @param temporary the folder to delete at the end, if it is a temporary one
 */
record Unpacked(List<Path> jars, Optional<Path> temporary) {
    private static final Duration UNUSED = Duration.ofDays(30);

    static Unpacked of(Path war) throws IOException {
        WarJars jars = WarJars.of(war);
        Optional<Path> cache = UserCache.open();
        if (cache.isPresent()) {
            try {
                return new Unpacked(jars.in(cached(jars, cache.orElseThrow())), Optional.empty());
            } catch (FileSystemException full) {
                // full or read-only; the temporary folder may be elsewhere
            }
        }
        Path folder = Files.createTempDirectory("claude-cli-proxy-app-");
        jars.unpack(folder);
        return new Unpacked(jars.in(folder), Optional.of(folder));
    }

    private static Path cached(WarJars jars, Path cache) throws IOException {
        Path folder = cache.resolve(jars.key());
        if (!isGood(jars, folder)) {
            fill(jars, cache, folder);
            removeUnused(cache);
        }
        touch(folder);
        return folder;
    }

    private static boolean isGood(WarJars jars, Path folder) throws IOException {
        return UserCache.isOurs(folder) && jars.areIn(folder);
    }

    /**
     * Unpacks under another name and then renames, so that nobody ever finds a half-filled folder, not even after a
     * crash.
     */
    private static void fill(WarJars jars, Path cache, Path folder) throws IOException {
        Path filling = Files.createTempDirectory(cache, "new-");
        try {
            jars.unpack(filling);
            if (!isGood(jars, folder)) {
                remove(folder);
            }
            Files.move(filling, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            remove(filling);
            if (!isGood(jars, folder)) { // otherwise another start was faster
                throw failed;
            }
        }
    }

    /** Marks the folder as used. Starts of other builds delete folders that have long been unused. */
    private static void touch(Path folder) {
        try {
            Files.setLastModifiedTime(folder, FileTime.from(Instant.now()));
        } catch (IOException readOnly) {
            // then nobody can delete it either
        }
    }

    private static void removeUnused(Path cache) throws IOException {
        Instant limit = Instant.now().minus(UNUSED);
        for (Path folder : children(cache)) {
            if (Files.getLastModifiedTime(folder).toInstant().isBefore(limit)) {
                remove(folder);
            }
        }
    }

    private static void remove(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            for (Path jar : children(folder)) {
                Files.deleteIfExists(jar);
            }
        }
        Files.deleteIfExists(folder);
    }

    private static List<Path> children(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.toList();
        }
    }
}
