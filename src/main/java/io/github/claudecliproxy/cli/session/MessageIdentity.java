package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Two messages are equal when they tell the model the same. From one request to the next, clients write the same message
 * differently, so the digest ignores cache breakpoints, members that are null or have their default value, and whether a
 * lone text is wrapped in a list.
 */
final class MessageIdentity {
    private MessageIdentity() {}

    /** A SHA-256, so that no client can craft another message with the same identity. */
    static String of(JsonNode message) {
        return of(message.path("role").asText(""), message.path("content"));
    }

    static String of(String role, JsonNode content) {
        return new CanonicalDigest().text(role).blocks(content).hex();
    }
}
