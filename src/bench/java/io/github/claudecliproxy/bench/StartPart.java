package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * (e) Start and memory, measured by {@code src/bench/start.sh}, whose rows read {@code | name | first start ms | health
 * ms | first turn ms | idle MB | after load MB |}. The target of a start is that of its kind: the WAR by itself, or an
 * unpacked class path with an archive.
 */
final class StartPart implements Part {
    private static final Path SCRIPT = Path.of("src/bench/start.sh").toAbsolutePath();
    private static final int CELLS = 6;

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
        String home = System.getProperty("java.home");
        Process process = setup.children()
                .start(
                        Map.of("PATH", Path.of(home, "bin") + ":/usr/bin:/bin", "JAVA_HOME", home),
                        Path.of("").toAbsolutePath(),
                        List.of(
                                SCRIPT.toString(),
                                String.valueOf(setup.options().of(11, 1))));
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        setup.children().end(process);
        for (String line : out.split("\n", -1)) {
            List<String> cells =
                    Arrays.stream(line.split("\\|", -1)).map(String::strip).toList();
            if (cells.size() == CELLS + 2 && cells.get(2).matches("\\d+")) {
                setup.report().add(figure(cells.subList(1, CELLS + 1)));
            }
        }
    }

    private static Figure figure(List<String> cells) {
        double health = Double.parseDouble(cells.get(2));
        double idle = Double.parseDouble(cells.get(4));
        double loaded = Double.parseDouble(cells.get(5));
        Figure figure = Figure.of("e", cells.get(0))
                .number("first start ms", Double.parseDouble(cells.get(1)))
                .number("/health ms", health)
                .number("first turn ms", Double.parseDouble(cells.get(3)))
                .number("idle MB", idle)
                .number("after load MB", loaded);
        if (cells.get(0).contains("default heap")) {
            return figure; // for comparison: the targets are for the flags that the docs recommend
        }
        double start = cells.get(0).contains("unpacked") ? 1000 : 2000;
        return figure.check(Check.atMost("ms to the first answer", health, start, Double.MAX_VALUE))
                .check(Check.atMost("MB idle", idle, 130, Double.MAX_VALUE))
                .check(Check.atMost("MB after load", loaded, 220, Double.MAX_VALUE));
    }
}
