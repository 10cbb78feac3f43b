package io.github.claudecliproxy.http.api;

/** The body of a good answer to {@code POST /chat}. Field names are a contract with existing users. */
public record ChatAnswer(String text, String model, long inputTokens, long outputTokens) {}
