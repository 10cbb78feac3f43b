package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.messages.TokenCounts;
import io.github.claudecliproxy.time.Stopwatch;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a turn used, summed over the model's answers: tokens, characters of text, and the time to the first of them.
 * Written by the turn's thread; others read it once the turn is settled.
 */
public final class Usage {
    private final Stopwatch running = Stopwatch.start();
    private @Nullable Duration firstToken;
    private String model = "";
    private long chars;
    private TokenCounts earlier = TokenCounts.NONE;
    private TokenCounts current = TokenCounts.NONE;

    /**
     * The token counts of one answer are running totals: a later one replaces an earlier one, and the next answer
     * adds to them.
     *
     * @return whether this is the first piece of the turn's answer
     */
    boolean add(MessageEvent event) {
        boolean first = firstToken == null && event.is(MessageEvent.CONTENT_BLOCK_DELTA);
        if (event.is(MessageEvent.MESSAGE_START)) {
            earlier = earlier.plus(current);
            current = TokenCounts.NONE;
            model = event.data().path("message").path("model").asText(model);
        } else if (first) {
            firstToken = running.elapsed();
        }
        chars += event.textChars();
        current = current.updated(event.usage());
        return first;
    }

    /** The characters of answer text. */
    public long chars() {
        return chars;
    }

    public TokenCounts tokens() {
        return earlier.plus(current);
    }

    /** The model that answered, as the API names it; empty before it did. */
    public String model() {
        return model;
    }

    /** From the start of the turn to the first piece of an answer. */
    Optional<Duration> firstToken() {
        return Optional.ofNullable(firstToken);
    }

    /** How long the turn has run, without its time in the queue. */
    Duration ran() {
        return running.elapsed();
    }
}
