package io.github.claudecliproxy.keys;

import io.github.claudecliproxy.time.Stopwatch;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of a file that may change while the server runs. It is read again at most once a second, and only while
 * requests come; a digest of its content tells whether it has changed, because time stamps miss two changes in quick
 * succession. When the file becomes unusable, that is logged once and the keys stay as they were. Thread-safe: one
 * request reads the file, the others use the keys at hand.
 */
public final class KeyFile {
    private static final Logger LOG = LoggerFactory.getLogger(KeyFile.class);
    private static final int MAX_BYTES = 1024 * 1024;
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final Path file;
    private final LongSupplier ticker;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile List<ApiKey> keys = List.of();
    private volatile Stopwatch looked;

    /** A digest of the last content or problem. Touched only by the request that reads the file. */
    private byte[] found = {};

    /**
     * Reads the file.
     *
     * @param ticker counts nanoseconds as {@link System#nanoTime()} does
     */
    public KeyFile(Path file, LongSupplier ticker) {
        this.file = file;
        this.ticker = ticker;
        this.looked = Stopwatch.start(ticker);
        look();
    }

    /**
     * Reads the file once to check that it can be used.
     *
     * @return a warning about the file, or empty
     * @throws IOException says in one line why it cannot be used, without any key
     */
    public static Optional<String> check(Path file) throws IOException {
        try {
            KeyList.of(read(file));
        } catch (IOException unusable) {
            throw new IOException(file + ": " + unusable.getMessage(), unusable);
        }
        return warning(file);
    }

    /** The keys of now. */
    public List<ApiKey> keys() {
        if (looked.reached(LOOK) && looking.tryLock()) {
            try {
                looked = Stopwatch.start(ticker);
                look();
            } finally {
                looking.unlock();
            }
        }
        return keys;
    }

    private void look() {
        byte[] content;
        try {
            content = read(file);
        } catch (IOException unreadable) {
            if (isNew(ApiKey.digest(unreadable.toString()))) {
                complain(unreadable);
            }
            return;
        }
        try {
            if (isNew(ApiKey.digest(content))) {
                keys = KeyList.of(content);
                LOG.atInfo().addKeyValue("keys", keys.size()).log("KEYS");
                warning(file)
                        .ifPresent(
                                text -> LOG.atWarn().addKeyValue("error", text).log("KEYS"));
            }
        } catch (IOException unusable) {
            complain(unusable);
        }
    }

    private boolean isNew(byte[] digest) {
        boolean changed = !MessageDigest.isEqual(found, digest);
        found = digest;
        return changed;
    }

    private void complain(IOException problem) {
        LOG.atWarn()
                .addKeyValue("error", file + ": " + problem.getMessage() + "; the keys stay as they were")
                .addKeyValue("keys", keys.size())
                .log("KEYS");
    }

    /** Only a regular file: reading a pipe could block. */
    static byte[] read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(Files.exists(file) ? "it is not a file" : "there is no such file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(MAX_BYTES + 1);
            if (content.length > MAX_BYTES) {
                throw new IOException("it is larger than " + MAX_BYTES + " bytes");
            }
            return content;
        } catch (AccessDeniedException denied) {
            throw new IOException("this user may not read it", denied);
        }
    }

    private static Optional<String> warning(Path file) {
        try {
            return Files.getPosixFilePermissions(file).stream().anyMatch(OTHERS::contains)
                    ? Optional.of(file + ": other users of this machine can read or change it; run: chmod 600 " + file)
                    : Optional.empty();
        } catch (IOException | UnsupportedOperationException unknown) {
            return Optional.empty();
        }
    }
}
