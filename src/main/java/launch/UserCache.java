package launch;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The folder in which a start leaves code for the next one. Because that code is executed, nobody else may be able to
 * change the folder, or any folder above it.
 */
final class UserCache {
    private static final int WRITABLE_BY_OTHERS = 0022;
    private static final int STICKY = 01000;

    private UserCache() {}

    /** The folder, created if necessary; empty if there is none that is safe (which is reported) or none at all. */
    static Optional<Path> open() {
        Optional<Path> place = place();
        try {
            if (place.isEmpty()
                    || !FileSystems.getDefault().supportedFileAttributeViews().contains("unix")) {
                return Optional.empty();
            }
            Path folder = Files.createDirectories(
                            place.orElseThrow(),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")))
                    .toRealPath();
            if (isOurs(folder) && isSafeAbove(folder)) {
                return Optional.of(folder);
            }
            System.err.println("claude-cli-proxy does not use " + folder + ": others than this user may change it");
        } catch (IOException | RuntimeException | LinkageError none) {
            // read-only, no home, or no POSIX users: a temporary folder will do
        }
        return Optional.empty();
    }

    private static Optional<Path> place() {
        String named = System.getenv("XDG_CACHE_HOME");
        if (named != null && named.startsWith("/")) {
            return Optional.of(Path.of(named, "claude-cli-proxy"));
        }
        String home = System.getenv("HOME");
        return home != null && home.startsWith("/")
                ? Optional.of(Path.of(home, ".cache", "claude-cli-proxy"))
                : Optional.empty();
    }

    /** Whether this is a folder (not a link) that belongs to this user and that nobody else can write to. */
    static boolean isOurs(Path folder) throws IOException {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && owner(folder) == new UnixSystem().getUid()
                && (mode(folder) & WRITABLE_BY_OTHERS) == 0;
    }

    /** Whether only this user and root can rename what leads to the folder. In a sticky folder only owners can. */
    private static boolean isSafeAbove(Path folder) throws IOException {
        long me = new UnixSystem().getUid();
        for (Path above = folder.getParent(); above != null; above = above.getParent()) {
            long owner = owner(above);
            int mode = mode(above);
            if ((owner != 0 && owner != me) || ((mode & WRITABLE_BY_OTHERS) != 0 && (mode & STICKY) == 0)) {
                return false;
            }
        }
        return true;
    }

    private static long owner(Path folder) throws IOException {
        return ((Number) Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)).longValue();
    }

    private static int mode(Path folder) throws IOException {
        return (Integer) Files.getAttribute(folder, "unix:mode", LinkOption.NOFOLLOW_LINKS);
    }
}
