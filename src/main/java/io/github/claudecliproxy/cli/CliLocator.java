package io.github.claudecliproxy.cli;

import io.github.claudecliproxy.cli.CliException.Kind;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Finds the CLI and makes sure that it is new enough. The version is asked once a file: the answer is kept until the
 * file changes, so an upgrade under a running server is noticed and costs one more question. Thread-safe.
 */
public final class CliLocator {
    private final CliSettings settings;
    private final ShortCommand commands;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();

    public CliLocator(CliSettings settings) {
        this.settings = settings;
        this.commands = new ShortCommand(settings.environment());
    }

    /**
     * The CLI to use now.
     *
     * @throws CliException of kind UNAVAILABLE, saying what to do
     */
    public Cli locate() throws CliException {
        Path executable = find();
        Stamp stamp = Stamp.of(executable);
        Known last = known.get();
        if (last != null && last.stamp.equals(stamp)) {
            return last.cli;
        }
        Cli cli = new Cli(executable, versionOf(executable));
        known.set(new Known(stamp, cli));
        return cli;
    }

    private Path find() throws CliException {
        if (settings.executable().isPresent()) {
            Path named = settings.executable().orElseThrow();
            if (!isProgram(named)) {
                throw new CliException(
                        Kind.UNAVAILABLE, "CLAUDE_CLI_PATH names no program that this user may run; correct it");
            }
            return named;
        }
        return candidates().stream()
                .filter(CliLocator::isProgram)
                .findFirst()
                .orElseThrow(() -> new CliException(
                        Kind.UNAVAILABLE,
                        "The claude CLI was not found; install it (npm install -g @anthropic-ai/claude-code) "
                                + "or set CLAUDE_CLI_PATH"));
    }

    /** PATH first, as a shell would; then the places where the CLI's installers put it. */
    private List<Path> candidates() {
        List<Path> places = new ArrayList<>();
        String path = settings.environment().getOrDefault("PATH", "");
        for (String directory : path.split(File.pathSeparator, -1)) {
            if (!directory.isEmpty()) {
                places.add(Path.of(directory, "claude"));
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

    private CliVersion versionOf(Path executable) throws CliException {
        ShortCommand.Output output = commands.run(executable, "--version");
        CliVersion version = CliVersion.parse(output.stdout())
                .orElseThrow(() -> new CliException(
                        Kind.UNAVAILABLE,
                        "The program found as the claude CLI does not say its version (claude --version); "
                                + "reinstall it or set CLAUDE_CLI_PATH"));
        if (version.compareTo(CliVersion.FLOOR) < 0) {
            throw new CliException(
                    Kind.UNAVAILABLE,
                    "The claude CLI is version " + version + "; at least " + CliVersion.FLOOR
                            + " is needed: run 'claude update'");
        }
        return version;
    }

    private record Known(Stamp stamp, Cli cli) {}

    /** What tells one file from its successor under the same name; links are followed. */
    private record Stamp(Path path, long size, long modified) {
        static Stamp of(Path path) throws CliException {
            try {
                BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
                return new Stamp(path, file.size(), file.lastModifiedTime().toMillis());
            } catch (IOException vanished) {
                throw new CliException(Kind.UNAVAILABLE, "The claude CLI was there and is gone", vanished);
            }
        }
    }
}
