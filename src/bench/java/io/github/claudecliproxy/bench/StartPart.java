package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * (e) Start and memory, measured by {@code src/bench/start.sh}. That prints a JSON object a line for each figure:
 * {@code {"name": "...", "numbers": {"ms": 1}, "checks": [{"what": "ms", "actual": 1, "target": 2, "floor": 3}]}},
 * where all checks are of the kind "at most"; other lines are for people.
 */
final class StartPart implements Part {
    private static final Path SCRIPT = Path.of("src/bench/start.sh").toAbsolutePath();

    private final Setup setup;

    StartPart(Setup setup) {
        this.setup = setup;
    }

    @Override
    public void run() throws IOException {
        if (!Files.isExecutable(SCRIPT)) {
            setup.report().add(Figure.of("e", "start and memory").trouble("no " + SCRIPT.getFileName()));
            return;
        }
        String path = Path.of(System.getProperty("java.home"), "bin") + ":/usr/bin:/bin";
        Process process = setup.children()
                .start(
                        Map.of("PATH", path, "JAVA_HOME", System.getProperty("java.home")),
                        Path.of("").toAbsolutePath(),
                        setup.options().quick() ? List.of(SCRIPT.toString(), "--quick") : List.of(SCRIPT.toString()));
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        setup.children().end(process);
        for (String line : out.split("\n", -1)) {
            if (line.startsWith("{")) {
                setup.report().add(figure(Json.read(line.getBytes(StandardCharsets.UTF_8))));
            }
        }
    }

    private static Figure figure(JsonNode line) {
        Figure figure = Figure.of("e", line.path("name").asText());
        for (Map.Entry<String, JsonNode> number : line.path("numbers").properties()) {
            figure = figure.number(number.getKey(), number.getValue().asDouble());
        }
        for (JsonNode check : line.path("checks")) {
            figure = figure.check(Check.atMost(
                    check.path("what").asText(),
                    check.path("actual").asDouble(),
                    check.path("target").asDouble(),
                    check.path("floor").asDouble(Double.MAX_VALUE)));
        }
        return figure;
    }
}
