package io.github.claudecliproxy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client in a process of its own. */
public final class ClientProgram {
    private static final long LIMIT_SECONDS = 60;

    private ClientProgram() {}

    /** Runs a program to its end and reads the one JSON object that it prints. */
    public static JsonNode run(Path folder, List<String> line) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        byte[] printed = process.getInputStream().readAllBytes();
        assertThat(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as("%s", line).isZero();
        return Json.read(printed);
    }
}
