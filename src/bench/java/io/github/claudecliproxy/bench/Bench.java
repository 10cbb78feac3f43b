package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The benchmark's program. From the repository:
 *
 * <pre>{@code
 * src/bench/run.sh                                     all parts, about half an hour on two quiet processors
 * src/bench/run.sh --quick                             all parts with few samples: shows that they run
 * src/bench/run.sh --only h,a,i,b,j                    some parts, in this order: these take under eight minutes
 * src/bench/run.sh --only k --conversations 400        the memory part with fewer conversations than 2,000
 * src/bench/run.sh --soak fake                         20,000 turns with a CLI that costs nothing
 * src/bench/run.sh --soak real                         5,000 turns with the real CLI
 * src/bench/run.sh --flags "-XX:+UseSerialGC"          the proxy's JVM with these flags instead of the documented ones
 * }</pre>
 *
 * The parts: {@code a} first token, {@code b} conversations with a CLI that costs nothing, {@code c} waiting requests,
 * {@code d} the delay of streams, {@code e} start, {@code f} clients that hang up, {@code g} overload, {@code h}
 * conversations a second with the real CLI, {@code i} processor time, {@code j} rounds that are continued, {@code k}
 * memory. It builds the WAR, installs the CLI under {@code target/npm}, prints one table and writes
 * {@code target/bench.json}. The exit status is 1 when a floor is missed or a figure is of the wrong kind.
 */
public final class Bench {
    private static final Path TARGET = Path.of("target").toAbsolutePath();

    private Bench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Options options = Options.of(arguments);
        Report report = new Report();
        Children children = new Children();
        Runtime.getRuntime().addShutdownHook(new Thread(children::close, "end-children"));
        Path folder = Files.createDirectories(TARGET.resolve("bench"));
        Setup setup = new Setup(options, children, folder, report);
        for (String part : options.parts()) {
            part(part, setup).run();
        }
        System.out.println();
        System.out.println(machine());
        System.out.println(report.table());
        report.write(TARGET.resolve("bench.json"), machine());
        System.exit(report.good() ? 0 : 1);
    }

    private static Part part(String name, Setup setup) {
        return switch (name) {
            case "a" -> new LatencyPart(setup);
            case "b" -> new ThroughputPart(setup);
            case "c" -> new WaitingPart(setup);
            case "d" -> new StreamingPart(setup);
            case "e" -> new StartPart(setup);
            case "f" -> new GonePart(setup);
            case "g" -> new OverloadPart(setup);
            case "h" -> new ConversationsPart(setup);
            case "i" -> new CpuPart(setup);
            case "j" -> new RoundsPart(setup);
            case "k" -> new MemoryPart(setup);
            case "soak-fake" -> Soak.fake(setup);
            case "soak-real" -> Soak.real(setup);
            default -> throw new IllegalArgumentException(name + " is no part: " + Options.USAGE);
        };
    }

    private static Map<String, String> machine() throws IOException {
        Map<String, String> machine = new LinkedHashMap<>();
        machine.put("date", LocalDate.now(java.time.ZoneId.systemDefault()).toString());
        machine.put("java", System.getProperty("java.vm.name") + " " + System.getProperty("java.version"));
        machine.put("os", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        machine.put("processors", Runtime.getRuntime().availableProcessors() + " x " + processor());
        return machine;
    }

    private static String processor() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown");
    }
}
