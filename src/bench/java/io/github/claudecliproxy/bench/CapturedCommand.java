package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The command line and environment by which the proxy starts a CLI, as {@code /proc} shows them: what the bare CLI is
 * started with too, so that both are the same whatever the proxy comes to pass.
 *
 * @param command without the wrappers, which replace themselves
 * @param environment without the mark by which the proxy knows its own processes
 */
record CapturedCommand(List<String> command, Map<String, String> environment) {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Asks the proxy something, and looks at the CLI that it starts for it. */
    static CapturedCommand of(ProxyProcess proxy) throws IOException {
        List<CapturedCommand> found = new ArrayList<>();
        try (HttpConnection connection = proxy.connect()) {
            byte[] body = new Conversation("", false).ask("Which command?").body();
            connection.begin("/v1/messages", body, "");
            if (!Await.met(LIMIT, () -> found(proxy).map(found::add).orElse(false))) {
                throw new IOException("no CLI was seen below the proxy");
            }
            connection.receive(line -> {}).expectOk();
        }
        return found.get(0);
    }

    private static Optional<CapturedCommand> found(ProxyProcess proxy) throws IOException {
        for (ProcessHandle process : proxy.process().descendants().toList()) {
            List<String> command = zeroSeparated(process, "cmdline");
            // beside it waits one of the CLI's default model
            if (command.contains(Conversation.MODEL)
                    && command.get(0).equals(Setup.realCli().toString())) {
                return Optional.of(new CapturedCommand(command, environment(process)));
            }
        }
        return Optional.empty();
    }

    private static Map<String, String> environment(ProcessHandle process) throws IOException {
        Map<String, String> environment = new HashMap<>();
        for (String entry : zeroSeparated(process, "environ")) {
            int equals = entry.indexOf('=');
            if (equals > 0 && !entry.startsWith("CLI_PROXY_")) {
                environment.put(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return environment;
    }

    private static List<String> zeroSeparated(ProcessHandle process, String file) {
        try {
            byte[] bytes = Files.readAllBytes(Path.of("/proc/" + process.pid() + "/" + file));
            List<String> all = new ArrayList<>(List.of(new String(bytes, StandardCharsets.UTF_8).split("\0", -1)));
            all.remove(all.size() - 1);
            return all;
        } catch (IOException ended) {
            return List.of();
        }
    }
}
