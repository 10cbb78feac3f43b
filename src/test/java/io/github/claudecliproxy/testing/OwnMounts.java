package io.github.claudecliproxy.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Programs with file systems of their own, such as a small disk. Needs a Linux that lets users make name spaces. */
public final class OwnMounts {
    private static final List<String> NAMESPACE = List.of("/usr/bin/unshare", "--map-root-user", "--mount");
    private static final long LIMIT_SECONDS = 60;

    private OwnMounts() {}

    public static boolean canBeMade() throws IOException, InterruptedException {
        if (!Files.isExecutable(Path.of(NAMESPACE.get(0)))) {
            return false;
        }
        Process trial = command("true").start();
        return trial.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && trial.exitValue() == 0;
    }

    /** Runs a shell script that mounts them and then the proxy: {@code $0} is the Java of this test, {@code $1} the WAR. */
    public static Process proxy(String script, Map<String, String> environment) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        ProcessBuilder builder = command("/bin/sh", "-c", script, java, LaunchedProxy.WAR.toString())
                .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static ProcessBuilder command(String... program) {
        List<String> command = new ArrayList<>(NAMESPACE);
        command.addAll(List.of(program));
        return new ProcessBuilder(command);
    }
}
