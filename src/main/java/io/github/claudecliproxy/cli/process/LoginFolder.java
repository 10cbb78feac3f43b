package io.github.claudecliproxy.cli.process;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The CLI's own folder, with the operator's login. All processes share it. While a process runs it has a few files there,
 * named after its process id, and when it is killed it leaves them behind.
 */
record LoginFolder(Optional<Path> folder) {

    static LoginFolder of(Map<String, String> environment) {
        Optional<Path> named =
                Optional.ofNullable(environment.get("CLAUDE_CONFIG_DIR")).map(Path::of);
        return new LoginFolder(
                named.or(() -> Optional.ofNullable(environment.get("HOME")).map(home -> Path.of(home, ".claude"))));
    }

    /** Removes the files that a dead process has left, before another process gets its id. */
    void removeFilesOf(long pid) {
        folder.ifPresent(login -> {
            remove(login.resolve("sessions"), List.of(pid + ".json", pid + ".*.key"));
            remove(login, List.of(".claude.json.tmp." + pid + ".*"));
        });
    }

    private static void remove(Path folder, List<String> names) {
        for (String name : names) {
            try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, name)) {
                for (Path file : left) {
                    Files.deleteIfExists(file);
                }
            } catch (IOException | DirectoryIteratorException notThere) {
                // no such folder, or not allowed to remove them: they are a few bytes
            }
        }
    }
}
