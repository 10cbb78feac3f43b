package io.github.claudecliproxy.keys;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A keys file as its operator edits it: comments and the order of the lines stay. Immutable; {@link #write} replaces the
 * file.
 */
public final class KeyTable {
    /** Holds nothing; whoever writes the table locks it. */
    private static final String LOCK = ".claude-cli-proxy-keys.lock";

    private final Path file;
    private final byte[] found;
    private final List<String> lines;
    private final List<ApiKey> keys;

    private KeyTable(Path file, byte[] found, List<String> lines) throws IOException {
        this.file = file;
        this.found = found;
        this.lines = List.copyOf(lines);
        this.keys = KeyList.ofAny(content());
    }

    /**
     * Reads a file; one that does not exist is like an empty one.
     *
     * @throws IOException says in one line why the file cannot be used, without any key
     */
    public static KeyTable read(Path file) throws IOException {
        byte[] found = bytes(file);
        return new KeyTable(file, found, KeyList.lines(found));
    }

    private static byte[] bytes(Path file) throws IOException {
        return Files.notExists(file) ? new byte[0] : KeyFile.read(file);
    }

    /** The keys, in the file's order. */
    public List<ApiKey> keys() {
        return keys;
    }

    /** The limits of a name, if a key has it. */
    public Optional<KeyLimits> limitsOf(String name) {
        return keys.stream()
                .filter(key -> key.name().equals(name))
                .map(key -> key.options().limits())
                .findFirst();
    }

    /** The same with one more key at the end, of which the file gets only the digest. */
    public KeyTable with(String name, String key, KeyOptions options) throws IOException {
        List<String> words = new ArrayList<>(List.of(name));
        words.add(KeyList.DIGEST + HexFormat.of().formatHex(ApiKey.digest(key)));
        words.addAll(options.words());
        List<String> more = new ArrayList<>(lines);
        more.add(String.join(" ", words));
        return new KeyTable(file, found, more);
    }

    /** The same without the keys of a name. */
    public KeyTable without(String name) throws IOException {
        return new KeyTable(
                file,
                found,
                lines.stream().filter(line -> !KeyList.isOf(name, line)).toList());
    }

    /** The same without the first key of a name, which is the oldest. */
    public KeyTable withoutOldest(String name) throws IOException {
        List<String> rest = new ArrayList<>(lines);
        lines.stream().filter(line -> KeyList.isOf(name, line)).findFirst().ifPresent(rest::remove);
        return new KeyTable(file, found, rest);
    }

    /**
     * Replaces the file at once: who reads it sees all of the old or all of the new one.
     *
     * @throws IOException says in one line why that cannot be; then the file is as it was
     */
    public void write() throws IOException {
        Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        try (FileChannel beside = FileChannel.open(
                        target.resolveSibling(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock alone = beside.tryLock()) { // or a command that runs beside this one would undo its change
            if (alone == null || !Arrays.equals(found, bytes(file))) {
                throw new IOException("another command changes it, or has just done so; run this one again");
            }
            ReplacedFile.write(file, content());
        }
    }

    private byte[] content() {
        return (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
