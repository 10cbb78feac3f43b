package io.github.claudecliproxy.messages;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Tokens as the API's {@code usage} counts them. The five kinds do not overlap and have different prices.
 *
 * @param input read, and neither taken from the prompt cache nor written to it
 * @param output written by the model
 * @param cacheRead taken from the prompt cache
 * @param cacheWrite5m written to the prompt cache for five minutes
 * @param cacheWrite1h written to the prompt cache for an hour
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/prompt-caching">Prompt caching</a>
 */
public record TokenCounts(long input, long output, long cacheRead, long cacheWrite5m, long cacheWrite1h) {
    public static final TokenCounts NONE = new TokenCounts(0, 0, 0, 0, 0);

    /** These counts, with those that a later {@code usage} of the same answer names in their place. */
    public TokenCounts updated(JsonNode usage) {
        JsonNode split = usage.path("cache_creation");
        long oneHour = split.path("ephemeral_1h_input_tokens").asLong(cacheWrite1h);
        long fiveMinutes = split.path("ephemeral_5m_input_tokens").asLong(cacheWrite5m);
        long written = usage.path("cache_creation_input_tokens").asLong(fiveMinutes + oneHour);
        return new TokenCounts(
                usage.path("input_tokens").asLong(input),
                usage.path("output_tokens").asLong(output),
                usage.path("cache_read_input_tokens").asLong(cacheRead),
                Math.max(0, written - oneHour), // without a split, all was written for five minutes
                oneHour);
    }

    public TokenCounts plus(TokenCounts other) {
        return new TokenCounts(
                input + other.input,
                output + other.output,
                cacheRead + other.cacheRead,
                cacheWrite5m + other.cacheWrite5m,
                cacheWrite1h + other.cacheWrite1h);
    }

    /** Of all kinds. */
    public long total() {
        return input + output + cacheRead + cacheWrite();
    }

    /** Written to the prompt cache, for whatever time. */
    public long cacheWrite() {
        return cacheWrite5m + cacheWrite1h;
    }
}
