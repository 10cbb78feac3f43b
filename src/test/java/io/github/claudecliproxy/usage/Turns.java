package io.github.claudecliproxy.usage;

import io.github.claudecliproxy.messages.TokenCounts;
import io.github.claudecliproxy.turn.TurnSummary;
import io.github.claudecliproxy.work.Outcome;
import java.time.Duration;
import java.util.Optional;

/** Ended turns. */
final class Turns {
    static final TokenCounts TOKENS = new TokenCounts(1, 2, 3, 4, 5);

    private Turns() {}

    static TurnSummary completed(String model, String key) {
        return new TurnSummary(
                model,
                key,
                Outcome.COMPLETED,
                true,
                Duration.ZERO,
                Optional.of(Duration.ofMillis(7)),
                Duration.ofMillis(20),
                TOKENS,
                10);
    }

    static TurnSummary unanswered(String model, String key, Outcome outcome) {
        return new TurnSummary(
                model, key, outcome, false, Duration.ofMillis(5), Optional.empty(), Duration.ZERO, TokenCounts.NONE, 0);
    }

    /** The sums over so many completed turns. */
    static UsageCounts sums(long turns) {
        return new UsageCounts(
                turns, 0, turns, 2 * turns, 3 * turns, 4 * turns, 5 * turns, 20 * turns, 7 * turns, turns);
    }
}
