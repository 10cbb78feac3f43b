package io.github.claudecliproxy.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The real CLI that the build has installed, with a home of its own; finds the processes that were started with that home. */
public final class CliUnderTest {
    private final Path home;

    public CliUnderTest(Path home) {
        this.home = home;
    }

    /** The CLI's own binary; Node is not needed to run it. */
    public static Path executable() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        Path path = Path.of("target/npm/node_modules/@anthropic-ai/claude-code-" + os + "-" + arch + "/claude");
        if (!Files.isExecutable(path)) {
            throw new IllegalStateException(path + " is missing: 'mvn verify' installs it");
        }
        return path.toAbsolutePath();
    }

    /**
     * An environment with nothing of the machine's in it, for a proxy whose CLI talks to this API. With
     * {@code -Dcli.reuse=false} every conversation has a process of its own, as on versions of the CLI that were not tested.
     */
    public Map<String, String> environment(String apiUrl) {
        Map<String, String> environment = new HashMap<>();
        environment.put("PATH", "/usr/bin:/bin");
        environment.put("HOME", home.toString());
        environment.put("CLAUDE_CONFIG_DIR", home.resolve("config").toString());
        environment.put("ANTHROPIC_BASE_URL", apiUrl);
        environment.put("ANTHROPIC_API_KEY", "dummy");
        environment.put("CLAUDE_CLI_PATH", executable().toString());
        environment.put("CLAUDE_PROXY_PORT", "0");
        environment.put("CLAUDE_PROXY_REUSE_PROCESSES", System.getProperty("cli.reuse", "true"));
        return environment;
    }

    /** As {@link #environment}, for a test of reused processes. */
    public Map<String, String> reusing(String apiUrl) {
        Map<String, String> environment = environment(apiUrl);
        environment.put("CLAUDE_PROXY_REUSE_PROCESSES", "true");
        return environment;
    }

    /** Living processes of sessions that were started with this home, and their descendants. */
    public List<ProcessHandle> processes() {
        List<ProcessHandle> found = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : all) {
                String environment = read(process.resolve("environ"));
                if (environment.contains("HOME=" + home + "\0") && environment.contains("CLI_PROXY_SESSION_MARK=")) {
                    ProcessHandle.of(Long.parseLong(process.getFileName().toString()))
                            .filter(handle -> !isZombie(process))
                            .ifPresent(found::add);
                }
            }
        } catch (IOException noProc) {
            throw new IllegalStateException("these tests look into /proc", noProc);
        }
        return found;
    }

    /** As {@link #processes}, without the programs that a CLI runs for a moment while it boots. */
    public List<ProcessHandle> sessions() {
        List<ProcessHandle> all = processes();
        return all.stream()
                .filter(process -> process.parent().filter(all::contains).isEmpty())
                .filter(ProcessHandle::isAlive) // one that has just ended has no parent, either
                .toList();
    }

    /** Command line and environment of every living session process. */
    public String visible() {
        StringBuilder text = new StringBuilder();
        for (ProcessHandle process : processes()) {
            Path proc = Path.of("/proc/" + process.pid());
            text.append(read(proc.resolve("cmdline"))).append('\n').append(read(proc.resolve("environ")));
        }
        return text.toString();
    }

    private static boolean isZombie(Path process) {
        return read(process.resolve("stat")).contains(") Z ");
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException gone) {
            return "";
        }
    }
}
