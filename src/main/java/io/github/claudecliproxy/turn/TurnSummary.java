package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.messages.TokenCounts;
import io.github.claudecliproxy.work.Outcome;
import java.time.Duration;
import java.util.Optional;

/**
 * An ended turn, for the log and the counts.
 *
 * @param model the model that answered, or, if none did, the one that the client named
 * @param key the name of the key that the caller was let in with, or empty
 * @param started whether it ran at all
 * @param queued its time in the queue
 * @param firstToken from its start to the first piece of an answer, if one came
 * @param ran how long it ran; zero if it never did
 * @param tokens also those of a failed answer, which are paid for as well
 * @param chars the characters of answer text
 */
public record TurnSummary(
        String model,
        String key,
        Outcome outcome,
        boolean started,
        Duration queued,
        Optional<Duration> firstToken,
        Duration ran,
        TokenCounts tokens,
        long chars) {

    /** A turn that ended in the queue. */
    static TurnSummary unstarted(TurnRequest request, Outcome outcome, Duration queued) {
        return new TurnSummary(
                request.model(),
                request.key(),
                outcome,
                false,
                queued,
                Optional.empty(),
                Duration.ZERO,
                TokenCounts.NONE,
                0);
    }

    static TurnSummary of(TurnRequest request, Outcome outcome, Duration queued, Usage usage) {
        return new TurnSummary(
                usage.model().isEmpty() ? request.model() : usage.model(),
                request.key(),
                outcome,
                true,
                queued,
                usage.firstToken(),
                usage.ran(),
                usage.tokens(),
                usage.chars());
    }
}
