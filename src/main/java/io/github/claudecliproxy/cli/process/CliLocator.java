package io.github.claudecliproxy.cli.process;

import io.github.claudecliproxy.cli.Cli;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliException.Kind;
import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.time.Deadline;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Finds the CLI and makes sure that it is new enough. The version is asked once a file: the answer is kept until the
 * file changes, so an upgrade under a running server is noticed and costs one more question. Thread-safe.
 */
public final class CliLocator implements AutoCloseable {
    private static final Duration FAILURE_STANDS = Duration.ofSeconds(10);

    private final ReentrantLock asking = new ReentrantLock();
    private final CliSettings settings;
    private final ShortCommand commands;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();

    public CliLocator(CliSettings settings) {
        this.settings = settings;
        this.commands = new ShortCommand(settings.environment());
    }

    /**
     * The CLI to use now. Its version is asked by one caller at a time; an answer stands until the file changes, a
     * failure for a few seconds.
     *
     * @throws CliException of kind UNAVAILABLE, saying what to do
     */
    public Cli locate() throws CliException {
        Path executable = find();
        Stamp stamp = Stamp.of(executable);
        Known last = known.get();
        if (last != null && last.holds(stamp)) {
            return last.cli();
        }
        lock();
        try {
            return ask(executable, stamp).cli();
        } finally {
            asking.unlock();
        }
    }

    private void lock() throws CliException {
        try {
            if (!asking.tryLock(ShortCommand.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CliException(Kind.UNAVAILABLE, "The claude CLI does not say its version");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CliException(Kind.UNAVAILABLE, "Interrupted while asking the claude CLI", interrupted);
        }
    }

    private Known ask(Path executable, Stamp stamp) {
        Known last = known.get();
        if (last != null && last.holds(stamp)) {
            return last; // whoever had the lock before has asked
        }
        Known asked;
        try {
            asked = new Known(stamp, new Cli(executable, versionOf(executable)), null, Deadline.after(FAILURE_STANDS));
        } catch (CliException failure) {
            asked = new Known(stamp, null, failure, Deadline.after(FAILURE_STANDS));
        }
        known.set(asked);
        return asked;
    }

    /**
     * Asks the CLI with which login it works.
     *
     * @throws CliException when it gives no answer that we understand
     */
    public AuthStatus authStatus(Cli cli) throws CliException {
        return AuthStatus.of(cli, commands);
    }

    /** Ends what is being asked. */
    @Override
    public void close() {
        commands.close();
    }

    /** What is wrong as far as is known. Looks at the file and at the last answer, and never asks. */
    public Optional<CliException> knownProblem() {
        try {
            Stamp stamp = Stamp.of(find());
            Known last = known.get();
            return last != null && last.stamp().equals(stamp) ? Optional.ofNullable(last.failure()) : Optional.empty();
        } catch (CliException missing) {
            return Optional.of(missing);
        }
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

    /** The last answer for a file. */
    private record Known(
            Stamp stamp, @Nullable Cli found, @Nullable CliException failure, Deadline failureEnds) {
        boolean holds(Stamp now) {
            return stamp.equals(now) && (failure == null || !failureEnds.passed());
        }

        Cli cli() throws CliException {
            if (found == null) {
                throw Objects.requireNonNull(failure);
            }
            return found;
        }
    }

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
