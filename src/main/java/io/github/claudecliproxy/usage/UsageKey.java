package io.github.claudecliproxy.usage;

import java.time.LocalDate;
import java.util.Comparator;

/**
 * What one row of the ledger is about.
 *
 * @param day in UTC
 * @param key the name of the key that the callers were let in with, or empty
 */
record UsageKey(LocalDate day, String key, String model) implements Comparable<UsageKey> {
    private static final Comparator<UsageKey> ORDER =
            Comparator.comparing(UsageKey::day).thenComparing(UsageKey::key).thenComparing(UsageKey::model);

    /** Stands for the models or keys beyond a bound. */
    static final String OTHER = "other";

    UsageKey ofOtherModel() {
        return new UsageKey(day, key, OTHER);
    }

    UsageKey ofOtherKeyAndModel() {
        return new UsageKey(day, OTHER, OTHER);
    }

    @Override
    public int compareTo(UsageKey other) {
        return ORDER.compare(this, other);
    }
}
