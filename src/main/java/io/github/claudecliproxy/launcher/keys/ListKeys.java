package io.github.claudecliproxy.launcher.keys;

import io.github.claudecliproxy.keys.ApiKey;
import io.github.claudecliproxy.keys.KeyTable;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the names and the options, and neither keys nor digests. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Prints the names and limits of all keys.")
final class ListKeys implements Callable<Integer> {
    @Mixin
    private final TargetFile target = new TargetFile();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        return target.run(file -> {
            for (ApiKey key : KeyTable.read(file).keys()) {
                spec.commandLine().getOut().println(line(key));
            }
        });
    }

    private static String line(ApiKey key) {
        String options = String.join(" ", key.options().words());
        return key.name()
                + (options.isEmpty() ? "" : " " + options)
                + (key.expired(Instant.now()).isPresent() ? " (expired)" : "");
    }
}
