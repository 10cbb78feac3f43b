package io.github.claudecliproxy.keys;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/** Writes a file whole or not at all: beside it first, then in its place. */
final class ReplacedFile {
    private ReplacedFile() {}

    /** Writes the file. It keeps its owner, group and permissions; a new one is for this user only. */
    static void write(Path link, byte[] content) throws IOException {
        Path file = Files.exists(link) ? link.toRealPath() : link.toAbsolutePath();
        Path beside = Files.createTempFile(file.resolveSibling("").normalize(), ".keys", ".tmp");
        try {
            beOf(beside, file);
            try (FileChannel channel = FileChannel.open(beside, StandardOpenOption.WRITE)) {
                ByteBuffer left = ByteBuffer.wrap(content);
                while (left.hasRemaining()) {
                    channel.write(left);
                }
                channel.force(true);
            }
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(beside);
        }
    }

    /** Where there are such attributes: the server may run as another user than whoever edits its keys. */
    private static void beOf(Path beside, Path file) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(beside, PosixFileAttributeView.class);
        if (view == null) {
            return;
        }
        PosixFileAttributes old = Files.exists(file) ? attributes(file) : null;
        PosixFileAttributes now = view.readAttributes();
        if (old != null && !old.owner().equals(now.owner())) {
            view.setOwner(old.owner());
        }
        if (old != null && !old.group().equals(now.group())) {
            view.setGroup(old.group());
        }
        view.setPermissions(old == null ? PosixFilePermissions.fromString("rw-------") : old.permissions());
    }

    private static @Nullable PosixFileAttributes attributes(Path file) throws IOException {
        return Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    }
}
