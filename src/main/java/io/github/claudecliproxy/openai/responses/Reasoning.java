package io.github.claudecliproxy.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * The model's thinking as {@code encrypted_content}: the whole block with its signature, which clients bring back unread. Only
 * Claude's API can verify it.
 */
final class Reasoning {
    private static final Set<String> TYPES = Set.of("thinking", "redacted_thinking");

    private Reasoning() {}

    static boolean is(JsonNode block) {
        return TYPES.contains(block.path("type").asText(""));
    }

    static String encoded(JsonNode block) {
        return Base64.getEncoder().encodeToString(Json.bytes(block));
    }

    /** The block; empty if the text is none of ours, such as another model's. */
    static Optional<ObjectNode> decoded(String encoded) {
        try {
            JsonNode block = Json.readStrict(Base64.getDecoder().decode(encoded));
            return block instanceof ObjectNode object && is(object) ? Optional.of(object) : Optional.empty();
        } catch (IllegalArgumentException | IOException notOurs) {
            return Optional.empty();
        }
    }
}
