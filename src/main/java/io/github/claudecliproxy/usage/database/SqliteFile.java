package io.github.claudecliproxy.usage.database;

import io.github.claudecliproxy.time.Deadline;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.ProgressHandler;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/**
 * A SQLite file, which only this user can read. Several processes of one machine may share it, but not two applications of
 * one server: each loads SQLite for itself, and Unix gives a process's locks up as soon as any part of it closes the file.
 *
 * @see <a href="https://www.sqlite.org/howtocorrupt.html">How to corrupt an SQLite database file, 2.2.1</a>
 */
public final class SqliteFile implements Database {
    public static final String URL_PREFIX = "jdbc:sqlite:";

    /** No commit that has returned is lost, whatever is killed; writers wait for each other. */
    private static final Map<String, String> PRAGMAS = Map.of(
            "journal_mode", "WAL",
            "synchronous", "FULL",
            "busy_timeout", "10000",
            "foreign_keys", "true",
            "transaction_mode", "IMMEDIATE");

    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FOLDER =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE_FILE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    /** SQLite asks whether to go on after so many of its instructions, some tenth of a millisecond. */
    private static final int INSTRUCTIONS = 10_000;

    private final Path file;
    private final SQLiteDataSource source;
    private @Nullable FileChannel lock;

    /** Keeps the files beside the database, without which it cannot be read: on a full disk they could not be made again. */
    private @Nullable Connection anchor;

    public SqliteFile(Path file) {
        this.file = file;
        Properties properties = new Properties();
        properties.putAll(PRAGMAS);
        this.source = new SQLiteDataSource(new SQLiteConfig(properties));
        this.source.setUrl(URL_PREFIX + file);
    }

    @Override
    public String name() {
        return file.toString();
    }

    @Override
    public void open() throws IOException, SQLException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder, PRIVATE_FOLDER);
        }
        lock();
        if (!Files.exists(file)) {
            Files.createFile(file, PRIVATE_FILE);
        }
        SqliteLibrary.load(folder);
        if (anchor == null) {
            anchor = connect();
        }
        Schema.update(source, true);
    }

    /** Keeps other applications of this JVM away; shared with other processes. Closing the file itself would end SQLite's locks. */
    private void lock() throws IOException {
        if (lock != null) {
            return;
        }
        Path beside = file.resolveSibling(file.getFileName() + ".lock");
        FileChannel channel = FileChannel.open(
                beside,
                Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PRIVATE_FILE);
        try {
            if (channel.tryLock(0, Long.MAX_VALUE, true) == null) {
                throw new IOException(beside + " is locked by another program");
            }
            lock = channel;
        } catch (OverlappingFileLockException here) {
            throw new IOException(
                    "another application of this server records in this file; name another one for this"
                            + " application with CLAUDE_PROXY_DATABASE",
                    here);
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
    }

    @Override
    public Connection connect() throws SQLException {
        return source.getConnection();
    }

    @Override
    public void limit(Connection connection, Deadline deadline) throws SQLException {
        ProgressHandler.setHandler(connection, INSTRUCTIONS, new ProgressHandler() {
            @Override
            protected int progress() {
                return deadline.passed() ? 1 : 0;
            }
        });
    }

    @Override
    public void close() {
        close(anchor);
        close(lock);
    }

    private static void close(@Nullable AutoCloseable held) {
        try {
            if (held != null) {
                held.close();
            }
        } catch (Exception ignored) { // as it is declared
            // the system gives it up with the process
        }
    }
}
