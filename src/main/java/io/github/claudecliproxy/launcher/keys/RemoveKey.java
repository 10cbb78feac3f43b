package io.github.claudecliproxy.launcher.keys;

import io.github.claudecliproxy.keys.KeyTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Removes every key of a name, or its oldest. */
@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = "Removes a key; a running server refuses it within a second.")
final class RemoveKey implements Callable<Integer> {
    @Parameters(paramLabel = "NAME", description = "of the key")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String name;

    @Option(names = "--oldest", description = "only the oldest key of the name, after a rotation")
    private boolean oldest;

    @Mixin
    private final TargetFile target = new TargetFile();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        return target.run(this::remove);
    }

    private void remove(Path file) throws IOException {
        KeyTable table = KeyTable.read(file);
        if (table.limitsOf(name).isEmpty()) {
            throw new IOException("it has no key named '" + name + "'; 'keys list' shows those that it has");
        }
        if (oldest
                && table.keys().stream().filter(key -> key.name().equals(name)).count() < 2) {
            throw new IOException("it has one key named '" + name + "', so there is no older one to remove");
        }
        KeyTable rest = oldest ? table.withoutOldest(name) : table.without(name);
        if (rest.keys().isEmpty()) {
            throw new IOException(
                    "'" + name + "' is its only key, and a running server would not take an empty file: it"
                            + " would go on with this key. Add another key first, or unset PROXY_API_KEYS_FILE and restart");
        }
        rest.write();
        spec.commandLine().getErr().println("Removed '" + name + "' from " + file);
    }
}
