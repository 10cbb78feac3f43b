package io.github.claudecliproxy.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * The turns that ended within a minute. Times are in milliseconds, and null where no turn had any.
 *
 * @param ago how many minutes ago; 0 is the current minute
 * @param turns all that ended
 * @param failed those that failed, timed out or were rejected
 * @param queued time in the queue, of turns that ran
 * @param firstToken from the start to the first piece of an answer
 * @param total queue and run, of completed turns
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Minute(
        long ago,
        long turns,
        long failed,
        @Nullable Percentiles queued,
        @Nullable Percentiles firstToken,
        @Nullable Percentiles total) {
    /** Accurate to one percent. */
    public record Percentiles(long p50, long p95) {}
}
