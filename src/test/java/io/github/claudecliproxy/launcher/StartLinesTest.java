package io.github.claudecliproxy.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every command that starts the server makes it exit when its heap is full. Otherwise it may live on without the threads
 * that accept and poll connections.
 */
class StartLinesTest {
    private static final Pattern STARTS =
            Pattern.compile("-jar \\S*(?:claude-cli-proxy\\.war|\\$war)\\S*+(?! *(?:unpack|doctor|keys))");
    private static final String EXITS = "-XX:+ExitOnOutOfMemoryError";

    @Test
    void docsAndScripts_startTheWarWithTheFlag() throws IOException {
        List<String> lines = new ArrayList<>();
        for (Path file : files()) {
            Files.readString(file)
                    .replace("\\\n", " ")
                    .lines()
                    .filter(line -> STARTS.matcher(line).find())
                    .forEach(lines::add);
        }

        assertThat(lines).hasSizeGreaterThan(4).allMatch(line -> line.contains(EXITS));
    }

    /** {@code unpack} writes the flag into this file. */
    @ParameterizedTest
    @ValueSource(strings = {"src/main/container/start.sh", "src/main/service/claude-cli-proxy@.service"})
    void containerAndService_startWithTheUnpackedArguments(String file) throws IOException {
        assertThat(Files.readString(Path.of(file)).lines().map(String::strip))
                .filteredOn(line -> line.startsWith("exec java") || line.startsWith("ExecStart"))
                .singleElement()
                .asString()
                .contains("java @/opt/claude-cli-proxy/run.args");
    }

    private static List<Path> files() throws IOException {
        List<Path> files = new ArrayList<>(List.of(Path.of("README.md"), Path.of("Dockerfile")));
        for (String folder : List.of(".github", "src/main/container", "src/main/service", "src/bench")) {
            try (Stream<Path> all = Files.walk(Path.of(folder))) {
                all.filter(file -> file.toString().matches(".*\\.(md|sh|service|yml)"))
                        .forEach(files::add);
            }
        }
        return files;
    }
}
