package io.github.claudecliproxy.launcher.keys;

import io.github.claudecliproxy.keys.ApiKey;
import io.github.claudecliproxy.keys.KeyLimits;
import io.github.claudecliproxy.keys.KeyOptionException;
import io.github.claudecliproxy.keys.KeyOptions;
import io.github.claudecliproxy.keys.KeyTable;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a random key and prints it, once; the file gets its digest. */
@Command(
        name = "add",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints a new random key, which cannot be shown again, and stores its digest in the file.",
            "The file is made if there is none."
        })
final class AddKey implements Callable<Integer> {
    private static final String PREFIX = "ccp_";
    private static final int RANDOM_BYTES = 32;

    @Parameters(paramLabel = "NAME", description = "for the log and the counts: letters, digits, '.', '_' or '-'")
    @SuppressWarnings("NullAway.Init") // set by picocli
    private String name;

    @Mixin
    private final TargetFile target = new TargetFile();

    @Option(names = "--rotate", description = "a second key for a name that exists, with its limits")
    private boolean rotate;

    @Mixin
    private final LimitOptions limits = new LimitOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        if (!ApiKey.canBeName(name)) {
            throw new ParameterException(
                    spec.commandLine(), "NAME must be at most 64 letters, digits, '.', '_' or '-'");
        }
        KeyOptions options = options();
        return target.run(file -> add(file, options));
    }

    private KeyOptions options() {
        try {
            KeyOptions options = KeyOptions.of(limits.words());
            if (rotate && !options.limits().equals(KeyLimits.NONE)) {
                throw new ParameterException(
                        spec.commandLine(), "--rotate keeps the limits of the name; only --expires may go with it");
            }
            return options;
        } catch (KeyOptionException wrong) {
            throw new ParameterException(spec.commandLine(), "--" + wrong.getMessage(), wrong);
        }
    }

    private void add(Path file, KeyOptions options) throws IOException {
        KeyTable table = KeyTable.read(file);
        Optional<KeyLimits> there = table.limitsOf(name);
        if (there.isPresent() && !rotate) {
            throw new IOException("it has a key named '" + name + "' already. To change its limits, edit its line. To"
                    + " rotate it: 'keys add " + name + " --rotate', give the new key to its user, then 'keys remove "
                    + name + " --oldest'");
        }
        if (there.isEmpty() && rotate) {
            throw new IOException("it has no key named '" + name + "' to rotate");
        }
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        String key = PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        KeyLimits limitsOfName = there.orElse(options.limits());
        table.with(name, key, new KeyOptions(limitsOfName, options.expiry())).write();
        spec.commandLine().getOut().println(key);
        spec.commandLine()
                .getErr()
                .println("Added '" + name + "' to " + file + ". The key is not kept anywhere: copy it now.");
    }
}
