package io.github.claudecliproxy.isolation;

import io.github.claudecliproxy.testing.CliUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Kills and freezes the processes of one home at random, and changes the version of the CLI. */
final class Saboteur implements AutoCloseable {
    private static final int LIMIT_SECONDS = 60;
    private static final int MOST_MILLIS_BETWEEN = 600;
    private static final int MOST_MILLIS_FROZEN = 2500;

    private final Path home;
    private final CliUnderTest cli;
    private final Witness witness;
    private final Random random;
    private final CountDownLatch enough = new CountDownLatch(1);
    private final Thread thread = new Thread(this::work, "saboteur");

    Saboteur(Path home, long seed, Witness witness) {
        this.home = home;
        this.cli = new CliUnderTest(home);
        this.witness = witness;
        this.random = new Random(seed);
    }

    /** Writes the program that the proxy is to start. */
    Path program() throws IOException {
        changeTo("2.1.330");
        return home.resolve("claude");
    }

    void begin() {
        thread.start();
    }

    private void work() {
        try {
            while (!enough.await(random.nextInt(MOST_MILLIS_BETWEEN), TimeUnit.MILLISECONDS)) {
                harm();
            }
        } catch (InterruptedException | IOException failed) {
            witness.violated("the saboteur failed: " + failed);
        }
    }

    private void harm() throws IOException, InterruptedException {
        List<ProcessHandle> processes = cli.processes();
        if (processes.isEmpty()) {
            return;
        }
        ProcessHandle victim = processes.get(random.nextInt(processes.size()));
        switch (random.nextInt(10)) {
            case 0, 1, 2 -> {
                // however slow the machine is, most turns live
                if (witness.counted("answered") >= 2 * witness.counted("killed")) {
                    witness.count("killed");
                    victim.destroyForcibly();
                }
            }
            case 3, 4, 5 -> {
                witness.count("frozen");
                signal(victim, "STOP");
                enough.await(random.nextInt(MOST_MILLIS_FROZEN), TimeUnit.MILLISECONDS);
                signal(victim, "CONT");
            }
            case 6 -> {
                witness.count("changed to an unknown version");
                changeTo("2.1.999");
            }
            default -> {
                witness.count("changed to the known version");
                changeTo("2.1.330");
            }
        }
    }

    private static void signal(ProcessHandle process, String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!kill.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            kill.destroyForcibly();
        }
    }

    /** As an installer does it: another file under the same name, which is never missing. */
    private void changeTo(String version) throws IOException {
        Path next = Files.createTempFile(home, "claude", ".next");
        Files.writeString(
                next,
                "#!/bin/bash\n[ \"$1\" = --version ] && echo '" + version + " (Claude Code)' && exit\nexec '"
                        + CliUnderTest.executable() + "' \"$@\"\n");
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.move(next, home.resolve("claude"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() {
        enough.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }
}
