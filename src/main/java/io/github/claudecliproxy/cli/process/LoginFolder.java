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
 * The CLI's own folder, in which the owner's login is. The CLIs share it, as they share the login; each keeps a few files
 * there under its process id while it runs, which one that is killed leaves behind.
 */
record LoginFolder(Optional<Path> folder) {

    static LoginFolder of(Map<String, String> environment) {
        Optional<Path> named =
                Optional.ofNullable(environment.get("CLAUDE_CONFIG_DIR")).map(Path::of);
        return new LoginFolder(
                named.or(() -> Optional.ofNullable(environment.get("HOME")).map(home -> Path.of(home, ".claude"))));
    }

    /** Removes what a process has left that is dead; its id may be another's soon. */
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
                // none was left, or it is not ours to remove: it is a few bytes
            }
        }
    }
}
