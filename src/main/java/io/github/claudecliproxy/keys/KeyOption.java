package io.github.claudecliproxy.keys;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The options that may follow a key in its line, as {@code name=value}. */
enum KeyOption {
    PRIORITY(0, "high, normal or low, and not above highest-priority"),
    HIGHEST_PRIORITY(0, "high, normal or low"),
    CONCURRENT(100_000),
    REQUESTS_PER_MINUTE(100_000),
    TOKENS_PER_DAY(1_000_000_000_000_000L),
    MODELS(0, "names of models, separated by commas, without blanks"),
    EXPIRES(0, "a date such as 2027-01-31, the key's last day in UTC, or an instant such as 2027-01-31T18:00:00Z");

    private final long max;
    private final String allowed;

    KeyOption(long max) {
        this(max, "a whole number from 1 to " + max);
    }

    KeyOption(long max, String allowed) {
        this.max = max;
        this.allowed = allowed;
    }

    /** Its name in the file. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The largest number, of those that are numbers. */
    long max() {
        return max;
    }

    String is(Object value) {
        return word() + "=" + value;
    }

    /** The option that a word such as {@code concurrent=2} sets. */
    static Optional<KeyOption> of(String word) {
        return Arrays.stream(values())
                .filter(option -> word.startsWith(option.word() + "="))
                .findFirst();
    }

    static String all() {
        return Arrays.stream(values()).map(KeyOption::word).collect(Collectors.joining(", "));
    }

    /** Names the option and what is allowed; the value is not shown, because in a wrong line it may be a key. */
    KeyOptionException wrong() {
        return new KeyOptionException(word() + " must be " + allowed);
    }
}
