package io.github.claudecliproxy.usage;

import io.github.claudecliproxy.messages.TokenCounts;
import io.github.claudecliproxy.turn.TurnSummary;
import io.github.claudecliproxy.work.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

/**
 * Sums over turns.
 *
 * @param turns all that were accepted and have ended, however they did
 * @param errors those that failed, timed out, or were rejected by a full queue or for the plan; not those whose client hung up
 * @param inputTokens read, and neither taken from the prompt cache nor written to it
 * @param cacheWrite5mTokens written to the prompt cache for five minutes
 * @param cacheWrite1hTokens written to it for an hour
 * @param runningMs the running times together, without the queue
 * @param firstTokenMs the times from the start of a turn to its first token together
 * @param firstTokens how many turns had a first token
 */
public record UsageCounts(
        long turns,
        long errors,
        long inputTokens,
        long outputTokens,
        long cacheReadTokens,
        long cacheWrite5mTokens,
        long cacheWrite1hTokens,
        long runningMs,
        long firstTokenMs,
        long firstTokens) {
    /** The names of {@link #figures}, in their order. */
    public static final List<String> NAMES = List.of(
            "turns",
            "errors",
            "inputTokens",
            "outputTokens",
            "cacheReadTokens",
            "cacheWrite5mTokens",
            "cacheWrite1hTokens",
            "runningMs",
            "firstTokenMs",
            "firstTokens");

    static UsageCounts of(TurnSummary turn) {
        TokenCounts tokens = turn.tokens();
        boolean error = turn.outcome() != Outcome.COMPLETED && turn.outcome() != Outcome.CANCELLED;
        return new UsageCounts(
                1,
                error ? 1 : 0,
                tokens.input(),
                tokens.output(),
                tokens.cacheRead(),
                tokens.cacheWrite5m(),
                tokens.cacheWrite1h(),
                turn.ran().toMillis(),
                turn.firstToken().map(Duration::toMillis).orElse(0L),
                turn.firstToken().isPresent() ? 1 : 0);
    }

    /** Of figures in the order of {@link #NAMES}. */
    static UsageCounts of(long... figures) {
        return new UsageCounts(
                figures[0],
                figures[1],
                figures[2],
                figures[3],
                figures[4],
                figures[5],
                figures[6],
                figures[7],
                figures[8],
                figures[9]);
    }

    UsageCounts plus(UsageCounts other) {
        return new UsageCounts(
                turns + other.turns,
                errors + other.errors,
                inputTokens + other.inputTokens,
                outputTokens + other.outputTokens,
                cacheReadTokens + other.cacheReadTokens,
                cacheWrite5mTokens + other.cacheWrite5mTokens,
                cacheWrite1hTokens + other.cacheWrite1hTokens,
                runningMs + other.runningMs,
                firstTokenMs + other.firstTokenMs,
                firstTokens + other.firstTokens);
    }

    public LongStream figures() {
        return LongStream.of(
                turns,
                errors,
                inputTokens,
                outputTokens,
                cacheReadTokens,
                cacheWrite5mTokens,
                cacheWrite1hTokens,
                runningMs,
                firstTokenMs,
                firstTokens);
    }
}
