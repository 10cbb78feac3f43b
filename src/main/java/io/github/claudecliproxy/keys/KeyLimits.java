package io.github.claudecliproxy.keys;

import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.messages.ModelList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a key may use. All keys of one name share it.
 *
 * @param priority of requests that name none
 * @param highestPriority requests that ask for a higher one get this one
 * @param concurrent turns at once, queued or running
 * @param requestsPerMinute turns and lookups within any minute
 * @param tokensPerDay tokens of all kinds from midnight to midnight, UTC
 * @param models names that a request may have as its model; empty for all
 */
public record KeyLimits(
        Priority priority,
        Priority highestPriority,
        OptionalLong concurrent,
        OptionalLong requestsPerMinute,
        OptionalLong tokensPerDay,
        Set<String> models) {
    public static final KeyLimits NONE = new KeyLimits(
            Priority.NORMAL, Priority.HIGH, OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty(), Set.of());

    public KeyLimits {
        models = Collections.unmodifiableSet(new TreeSet<>(models));
    }

    /** The priority of a request that asks for this one, or for none. */
    public Priority priority(Optional<Priority> asked) {
        Priority wanted = asked.orElse(priority);
        return isAbove(wanted, highestPriority) ? highestPriority : wanted;
    }

    static boolean isAbove(Priority one, Priority other) {
        return one.compareTo(other) < 0; // the most urgent comes first
    }

    /**
     * Whether a request may name this model. A short name such as {@code haiku} stands for itself and for every id of its
     * family; anything else only for itself.
     */
    public boolean allows(String model) {
        return models.isEmpty() || models.contains(model) || models.contains(ModelList.family(model));
    }

    /** The options that say this in a keys file. */
    List<String> words() {
        List<String> words = new ArrayList<>();
        if (priority != NONE.priority) {
            words.add(KeyOption.PRIORITY.is(lower(priority)));
        }
        if (highestPriority != NONE.highestPriority) {
            words.add(KeyOption.HIGHEST_PRIORITY.is(lower(highestPriority)));
        }
        concurrent.ifPresent(most -> words.add(KeyOption.CONCURRENT.is(most)));
        requestsPerMinute.ifPresent(most -> words.add(KeyOption.REQUESTS_PER_MINUTE.is(most)));
        tokensPerDay.ifPresent(most -> words.add(KeyOption.TOKENS_PER_DAY.is(most)));
        if (!models.isEmpty()) {
            words.add(KeyOption.MODELS.is(String.join(",", models)));
        }
        return words;
    }

    private static String lower(Priority name) {
        return name.name().toLowerCase(Locale.ROOT);
    }
}
