package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What every part of the benchmark needs.
 *
 * @param folder for homes and logs; under {@code target}, so that a failed run can be looked into
 */
record Setup(Options options, Children children, Path folder, Report report) {
    private static final Path FREE_CLI = Path.of("src/bench/free-cli.pl").toAbsolutePath();

    /** A folder with nothing in it. */
    Path home(String name) throws IOException {
        return Files.createDirectories(Files.createTempDirectory(folder, name + "-"));
    }

    /** The CLI that costs nothing. */
    static Path freeCli() {
        return FREE_CLI;
    }

    /** The CLI that the build has installed. */
    static Path realCli() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        return Path.of("target/npm/node_modules/@anthropic-ai/claude-code-" + os + "-" + arch + "/claude")
                .toAbsolutePath();
    }

    ProxyProcess freeProxy(Map<String, String> settings, Path home, String... moreFlags) throws IOException {
        List<String> flags = new ArrayList<>(options.flags());
        flags.addAll(List.of(moreFlags));
        return freeProxy(flags, settings, home);
    }

    ProxyProcess freeProxy(List<String> flags, Map<String, String> settings, Path home) throws IOException {
        Map<String, String> all = new HashMap<>(settings);
        all.put("CLAUDE_CLI_PATH", FREE_CLI.toString());
        return ProxyProcess.start(children, flags, home, all);
    }

    ProxyProcess realProxy(Map<String, String> settings, Path home, ScriptedUpstream upstream) throws IOException {
        Map<String, String> all = new HashMap<>(settings);
        all.putAll(realEnvironment(home, upstream));
        all.put("CLAUDE_CLI_PATH", realCli().toString());
        return ProxyProcess.start(children, options.flags(), home, all);
    }

    /** What a CLI needs to talk to our upstream, and nothing of this machine's. */
    static Map<String, String> realEnvironment(Path home, ScriptedUpstream upstream) {
        return Map.of(
                "PATH", "/usr/bin:/bin",
                "HOME", home.toString(),
                "CLAUDE_CONFIG_DIR", home.resolve("config").toString(),
                "ANTHROPIC_BASE_URL", upstream.url(),
                "ANTHROPIC_API_KEY", "dummy",
                "CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1",
                "DISABLE_AUTOUPDATER", "1");
    }
}
