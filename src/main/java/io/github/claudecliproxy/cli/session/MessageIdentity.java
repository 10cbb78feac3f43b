package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What makes two messages equal: what the model is told. Clients write the same message in several ways from one request
 * to the next, and those are left out of it: cache breakpoints, members that are null or say the default, a text where a
 * list with one text block may stand.
 */
final class MessageIdentity {
    private MessageIdentity() {}

    /** Equal for equal messages only: a SHA-256, so that nobody can make two that collide. */
    static String of(JsonNode message) {
        return of(message.path("role").asText(""), message.path("content"));
    }

    static String of(String role, JsonNode content) {
        return new CanonicalDigest().text(role).blocks(content).hex();
    }
}
