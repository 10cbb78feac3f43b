package io.github.claudecliproxy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

/**
 * A program that has run to its end.
 *
 * @param status its exit status
 * @param output what it printed
 */
public record Ended(int status, String output) {
    private static final long LIMIT_SECONDS = 60;

    /** Reads all that a program prints, and waits for its end. */
    public static Ended of(Process process) throws IOException, InterruptedException {
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS))
                .as("it ends: %s", output)
                .isTrue();
        return new Ended(process.exitValue(), output);
    }
}
