package io.github.claudecliproxy.usage;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.claudecliproxy.messages.TokenCounts;
import io.github.claudecliproxy.turn.TurnSummary;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which models get rows of their own. The names of models that answered come from the API. Others are whatever clients
 * wrote, and each row is kept for ever, so there is a bound. Thread-safe.
 */
final class ModelNames {
    private static final int MAX_UNANSWERED = 100;
    private static final int MAX_ANSWERED = 1000;
    private static final int MAX_CHARS = 200;
    private static final Pattern UNUSUAL = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");

    @GuardedBy("this")
    private final Set<String> answered = new HashSet<>();

    @GuardedBy("this")
    private final Set<String> unanswered = new HashSet<>();

    synchronized String of(TurnSummary turn) {
        String model = clean(turn.model());
        boolean known = turn.tokens().equals(TokenCounts.NONE)
                ? answered.contains(model) || isAmong(unanswered, model, MAX_UNANSWERED)
                : isAmong(answered, model, MAX_ANSWERED);
        return known ? model : UsageKey.OTHER;
    }

    private static boolean isAmong(Set<String> known, String model, int most) {
        return known.contains(model) || (known.size() < most && known.add(model));
    }

    /** A text that any database takes. */
    private static String clean(String model) {
        return UNUSUAL.matcher(model.substring(0, Math.min(model.length(), MAX_CHARS)))
                .replaceAll("?");
    }
}
