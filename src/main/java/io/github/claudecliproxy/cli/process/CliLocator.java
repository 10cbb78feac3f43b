package io.github.claudecliproxy.cli.process;

import io.github.claudecliproxy.cli.Cli;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliException.Kind;
import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.time.Deadline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the first CLI that is new enough: an old one earlier on PATH must not hide it. A program is asked for its version
 * once, and again when its file has changed, so an upgrade under a running server is noticed. Thread-safe.
 */
public final class CliLocator implements AutoCloseable {
    /** After this time a CLI that failed is asked again. */
    private static final Duration FAILURE_STANDS = Duration.ofSeconds(10);

    private final ReentrantLock asking = new ReentrantLock();
    private final CliPlaces places;
    private final ShortCommand commands;
    private final Map<Path, Known> known = new ConcurrentHashMap<>();

    public CliLocator(CliSettings settings) {
        this.places = new CliPlaces(settings);
        this.commands = new ShortCommand(settings.environment());
    }

    /**
     * The CLI to use now. One caller at a time asks for a version. An answer is kept until the file changes, a failure
     * for a few seconds.
     *
     * @throws CliException of kind UNAVAILABLE, saying what to do
     */
    public Cli locate() throws CliException {
        List<Known> unusable = new ArrayList<>();
        for (Path program : places.programs()) {
            Known answer = known(program);
            if (answer.isUsable()) {
                return answer.cli();
            }
            unusable.add(answer);
        }
        throw noneOf(unusable);
    }

    private Known known(Path program) throws CliException {
        Stamp stamp = Stamp.of(program);
        Known last = known.get(program);
        if (last != null && last.holds(stamp)) {
            return last;
        }
        lock();
        try {
            return ask(program, stamp);
        } finally {
            asking.unlock();
        }
    }

    private void lock() throws CliException {
        try {
            if (!asking.tryLock(ShortCommand.LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new CliException(
                        Kind.UNAVAILABLE, "The claude CLI did not print its version in time (claude --version)");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CliException(
                    Kind.UNAVAILABLE, "Interrupted while the claude CLI was asked for its version", interrupted);
        }
    }

    private Known ask(Path program, Stamp stamp) {
        Known last = known.get(program);
        if (last != null && last.holds(stamp)) {
            return last; // another caller asked while this one waited for the lock
        }
        Known asked;
        try {
            asked = new Known(stamp, versionOf(program), null, Deadline.after(FAILURE_STANDS));
        } catch (CliException failure) {
            asked = new Known(stamp, null, failure, Deadline.after(FAILURE_STANDS));
        }
        known.put(program, asked);
        return asked;
    }

    /**
     * Asks the CLI which login it uses.
     *
     * @throws CliException when it does not answer as expected
     */
    public AuthStatus authStatus(Cli cli) throws CliException {
        return AuthStatus.of(cli, commands);
    }

    /** Ends the commands that still run. */
    @Override
    public void close() {
        commands.close();
    }

    /** What is wrong, as far as the files and their last answers tell. Never asks the CLI. */
    public Optional<CliException> knownProblem() {
        try {
            List<Known> unusable = new ArrayList<>();
            for (Path program : places.programs()) {
                Known last = known.get(program);
                if (last == null || last.isUsable() || !last.stamp().equals(Stamp.of(program))) {
                    return Optional.empty();
                }
                unusable.add(last);
            }
            return Optional.of(noneOf(unusable));
        } catch (CliException missing) {
            return Optional.of(missing);
        }
    }

    /** The CLI in use, as far as the files and their last answers tell. Never asks the CLI. */
    public Optional<Cli> knownCli() {
        try {
            return places.programs().stream()
                    .map(known::get)
                    .filter(Objects::nonNull)
                    .filter(Known::isUsable)
                    .map(Known::cli)
                    .findFirst();
        } catch (CliException missing) {
            return Optional.empty();
        }
    }

    private static CliException noneOf(List<Known> unusable) {
        String found = unusable.stream().map(Known::told).collect(Collectors.joining("; "));
        if (unusable.size() > 1) {
            String message = "None of the claude programs on this server can be used; at least version "
                    + CliVersion.FLOOR + " is needed: run 'claude update' or set CLAUDE_CLI_PATH";
            return CliException.unavailable(message, message + ". Found: " + found);
        }
        Known only = unusable.get(0);
        if (only.failure() != null) {
            return only.failure();
        }
        String message = "The claude CLI is version " + only.version() + "; at least " + CliVersion.FLOOR
                + " is needed: run 'claude update'";
        return CliException.unavailable(message, message + ". Found: " + found);
    }

    private CliVersion versionOf(Path program) throws CliException {
        return CliVersion.parse(commands.run(program, "--version").stdout())
                .orElseThrow(() -> new CliException(
                        Kind.UNAVAILABLE,
                        "The program found as the claude CLI does not print its version (claude --version); "
                                + "reinstall it or set CLAUDE_CLI_PATH"));
    }

    /** The last answer, or failure, of a file. */
    private record Known(
            Stamp stamp,
            @Nullable CliVersion version,
            @Nullable CliException failure,
            Deadline failureEnds) {
        boolean holds(Stamp now) {
            return stamp.equals(now) && (failure == null || !failureEnds.passed());
        }

        boolean isUsable() {
            return version != null && version.compareTo(CliVersion.FLOOR) >= 0;
        }

        Cli cli() {
            return new Cli(stamp.path(), Objects.requireNonNull(version));
        }

        String told() {
            return stamp.path() + (failure == null ? " is version " + version : ": " + failure.getMessage());
        }
    }

    /** Tells a file from its successor under the same name. Links are followed. */
    private record Stamp(Path path, long size, long modified) {
        static Stamp of(Path path) throws CliException {
            try {
                BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
                return new Stamp(path, file.size(), file.lastModifiedTime().toMillis());
            } catch (IOException vanished) {
                throw new CliException(
                        Kind.UNAVAILABLE,
                        "The claude CLI was found, but its file cannot be read; reinstall it or set CLAUDE_CLI_PATH",
                        vanished);
            }
        }
    }
}
