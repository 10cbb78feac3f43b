package io.github.claudecliproxy.usage.database;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/**
 * Loads SQLite itself. The driver unpacks it to a file first: into a folder of its own beside the database, because a
 * temporary folder may be mounted without the right to execute, or else into that. The file is deleted as soon as it is
 * loaded, and the next application loads another one, because a JVM loads a file for one class loader only.
 */
final class SqliteLibrary {
    /** The driver's own setting, which an operator may have set. */
    private static final String FOLDER = "org.sqlite.tmpdir";

    private SqliteLibrary() {}

    /**
     * Loads it, if it is not loaded yet.
     *
     * @param folder where to try first
     * @throws IOException if it cannot be loaded from anywhere
     */
    static void load(@Nullable Path folder) throws IOException {
        if (System.getProperty(FOLDER) != null) {
            initialize();
            return;
        }
        List<Path> places = new ArrayList<>();
        if (folder != null) {
            places.add(folder);
        }
        places.add(Path.of(System.getProperty("java.io.tmpdir")));
        IOException failure = new IOException("SQLite has no library for this system");
        for (Path place : places) {
            try {
                loadFrom(place);
                return;
            } catch (IOException notHere) {
                failure = notHere;
            }
        }
        throw failure;
    }

    private static void loadFrom(Path place) throws IOException {
        Path own = Files.createTempDirectory(place, "sqlite-");
        System.setProperty(FOLDER, own.toString());
        try {
            initialize();
        } finally {
            System.clearProperty(FOLDER);
            delete(own);
        }
    }

    private static void initialize() throws IOException {
        try {
            if (!SQLiteJDBCLoader.initialize()) {
                throw new IOException("the library of SQLite cannot be loaded");
            }
        } catch (IOException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new IOException(
                    "the library of SQLite cannot be loaded: "
                            + Objects.toString(failed.getMessage(), "no reason given"),
                    failed);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
        Files.deleteIfExists(folder);
    }
}
