package io.github.claudecliproxy.faults;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Processes of one round: those whose home is its folder. */
record Processes(Path home) {
    private static final int LIMIT_SECONDS = 60;

    /** All that are alive, the server included. */
    List<Long> living() throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/proc"))) {
            return all.map(path -> path.getFileName().toString())
                    .filter(name -> name.chars().allMatch(Character::isDigit))
                    .map(Long::valueOf)
                    .filter(this::isOurs)
                    .toList();
        }
    }

    /** Kills a process of this round (SIGKILL) and waits for its end. */
    void kill(long pid) {
        ProcessHandle.of(pid).filter(process -> isOurs(pid)).ifPresent(process -> {
            process.destroyForcibly();
            process.onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        });
    }

    private boolean isOurs(long pid) {
        try {
            byte[] environment = Files.readAllBytes(Path.of("/proc", String.valueOf(pid), "environ"));
            return ("\0" + new String(environment, StandardCharsets.ISO_8859_1)).contains("\0HOME=" + home + "\0");
        } catch (IOException goneOrNotOurs) {
            return false;
        }
    }
}
