package io.github.claudecliproxy.keys;

import io.github.claudecliproxy.dispatch.Priority;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The options of one key.
 *
 * @param expiry when this key expires; other keys of its name may do so at another time
 */
public record KeyOptions(KeyLimits limits, Optional<Expiry> expiry) {
    public static final KeyOptions NONE = new KeyOptions(KeyLimits.NONE, Optional.empty());

    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,17}");

    /**
     * Parses options, each as {@code name=value}.
     *
     * @throws KeyOptionException naming the first that is wrong, without its value
     */
    public static KeyOptions of(List<String> words) throws KeyOptionException {
        Map<KeyOption, String> given = given(words);
        Priority highest = priority(KeyOption.HIGHEST_PRIORITY, given).orElse(KeyLimits.NONE.highestPriority());
        Optional<Priority> wanted = priority(KeyOption.PRIORITY, given);
        if (wanted.isPresent() && KeyLimits.isAbove(wanted.orElseThrow(), highest)) {
            throw KeyOption.PRIORITY.wrong();
        }
        Priority priority = KeyLimits.NONE.priority();
        KeyLimits limits = new KeyLimits(
                wanted.orElse(KeyLimits.isAbove(priority, highest) ? highest : priority),
                highest,
                number(KeyOption.CONCURRENT, given),
                number(KeyOption.REQUESTS_PER_MINUTE, given),
                number(KeyOption.TOKENS_PER_DAY, given),
                models(given.get(KeyOption.MODELS)));
        String expires = given.get(KeyOption.EXPIRES);
        return new KeyOptions(limits, expires == null ? Optional.empty() : Optional.of(Expiry.of(expires)));
    }

    private static Map<KeyOption, String> given(List<String> words) throws KeyOptionException {
        Map<KeyOption, String> given = new EnumMap<>(KeyOption.class);
        for (String word : words) {
            KeyOption option = KeyOption.of(word)
                    .orElseThrow(
                            () -> new KeyOptionException("an option is none of these, with '=': " + KeyOption.all()));
            if (given.put(option, word.substring(word.indexOf('=') + 1)) != null) {
                throw new KeyOptionException(option.word() + " is there twice");
            }
        }
        return given;
    }

    private static Optional<Priority> priority(KeyOption option, Map<KeyOption, String> given)
            throws KeyOptionException {
        String name = given.get(option);
        for (Priority priority : Priority.values()) {
            if (priority.name().toLowerCase(Locale.ROOT).equals(name)) {
                return Optional.of(priority);
            }
        }
        if (name != null) {
            throw option.wrong();
        }
        return Optional.empty();
    }

    private static OptionalLong number(KeyOption option, Map<KeyOption, String> given) throws KeyOptionException {
        String digits = given.get(option);
        if (digits == null) {
            return OptionalLong.empty();
        }
        if (!NUMBER.matcher(digits).matches() || Long.parseLong(digits) > option.max()) {
            throw option.wrong();
        }
        return OptionalLong.of(Long.parseLong(digits));
    }

    private static Set<String> models(@Nullable String names) throws KeyOptionException {
        if (names == null) {
            return Set.of();
        }
        List<String> models = Arrays.asList(names.split(",", -1));
        if (!models.stream().allMatch(ApiKey::canBe)) {
            throw KeyOption.MODELS.wrong();
        }
        return Set.copyOf(models);
    }

    /** As they stand in a file. */
    public List<String> words() {
        List<String> words = new ArrayList<>(limits.words());
        expiry.ifPresent(when -> words.add(KeyOption.EXPIRES.is(when.text())));
        return words;
    }
}
