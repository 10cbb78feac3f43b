package io.github.claudecliproxy.launcher.keys;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The limits of a new key, with the names that they have in the file. */
final class LimitOptions {
    @Option(names = "--priority", paramLabel = "P", description = "of requests that name none: high, normal or low")
    private @Nullable String priority;

    @Option(names = "--highest-priority", paramLabel = "P", description = "the highest that requests get")
    private @Nullable String highestPriority;

    @Option(names = "--concurrent", paramLabel = "N", description = "turns at once, queued or running")
    private @Nullable String concurrent;

    @Option(names = "--requests-per-minute", paramLabel = "N", description = "turns and lookups within any minute")
    private @Nullable String requestsPerMinute;

    @Option(names = "--tokens-per-day", paramLabel = "N", description = "tokens of all kinds, from midnight UTC")
    private @Nullable String tokensPerDay;

    @Option(names = "--models", paramLabel = "NAMES", description = "models that it may use, separated by commas")
    private @Nullable String models;

    @Option(names = "--expires", paramLabel = "DATE", description = "the key's last day, such as 2027-01-31, in UTC")
    private @Nullable String expires;

    /** As they would stand in the file. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        add(words, "priority", priority);
        add(words, "highest-priority", highestPriority);
        add(words, "concurrent", concurrent);
        add(words, "requests-per-minute", requestsPerMinute);
        add(words, "tokens-per-day", tokensPerDay);
        add(words, "models", models);
        add(words, "expires", expires);
        return words;
    }

    private static void add(List<String> words, String option, @Nullable String value) {
        if (value != null) {
            words.add(option + "=" + value);
        }
    }
}
