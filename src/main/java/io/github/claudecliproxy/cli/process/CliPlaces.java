package io.github.claudecliproxy.cli.process;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliException.Kind;
import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.cli.CliVersion;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Where a {@code claude} program may be. */
record CliPlaces(CliSettings settings) {

    /**
     * The programs that are there now, the preferred one first; at least one.
     *
     * @throws CliException of kind UNAVAILABLE when there is none
     */
    List<Path> programs() throws CliException {
        if (settings.executable().isPresent()) {
            Path named = settings.executable().orElseThrow();
            if (!isProgram(named)) {
                throw new CliException(
                        Kind.UNAVAILABLE, "CLAUDE_CLI_PATH names no program that this user may run; correct it");
            }
            return List.of(named);
        }
        List<Path> found =
                all().stream().distinct().filter(CliPlaces::isProgram).toList();
        if (found.isEmpty()) {
            throw new CliException(
                    Kind.UNAVAILABLE,
                    "The claude CLI was not found; install it (npm install -g @anthropic-ai/claude-code@"
                            + CliVersion.FLOOR + ") or set CLAUDE_CLI_PATH");
        }
        return found;
    }

    /** PATH first, as a shell would; then the places where the CLI's installers put it. */
    private List<Path> all() {
        List<Path> places = new ArrayList<>();
        String path = settings.environment().getOrDefault("PATH", "");
        for (String directory : path.split(File.pathSeparator, -1)) {
            if (!directory.isEmpty()) {
                places.add(Path.of(directory, "claude").toAbsolutePath());
            }
        }
        Optional.ofNullable(settings.environment().get("HOME")).map(Path::of).ifPresent(home -> {
            places.add(home.resolve(".local/bin/claude"));
            places.add(home.resolve(".claude/local/claude"));
            places.add(home.resolve(".npm-global/bin/claude"));
        });
        places.add(Path.of("/usr/local/bin/claude"));
        places.add(Path.of("/opt/homebrew/bin/claude"));
        return places;
    }

    private static boolean isProgram(Path path) {
        return Files.isRegularFile(path) && Files.isExecutable(path);
    }
}
