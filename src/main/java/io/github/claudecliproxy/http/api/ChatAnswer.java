package io.github.claudecliproxy.http.api;

/** The body of a successful answer to {@code POST /chat}. Its field names are a contract with existing users. */
public record ChatAnswer(String text, String model, long inputTokens, long outputTokens) {}
