package io.github.claudecliproxy.http.api;

/**
 * The body of a successful answer to {@code POST /chat}. Its field names are a contract with existing users.
 *
 * @param inputTokens read, and neither taken from the prompt cache nor written to it
 * @param cacheReadTokens taken from the prompt cache
 * @param cacheWriteTokens written to the prompt cache
 */
public record ChatAnswer(
        String text, String model, long inputTokens, long outputTokens, long cacheReadTokens, long cacheWriteTokens) {}
