package io.github.claudecliproxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * What was said so far, as its identity: two conversations have the same only when they belong to the same caller, and the
 * model was told the same, in the same way, up to here. Digested once and then carried on message by message. For one
 * thread.
 */
final class Conversation {
    private final CanonicalDigest told = new CanonicalDigest();

    /** The conversation up to the question, which is not part of it. */
    Conversation(SessionSpec spec) {
        told.text(spec.owner()).text(spec.model().orElse(""));
        texts(spec.systemPrompt());
        texts(spec.tools());
        texts(spec.betas());
        told.text(String.valueOf(spec.builtInTools())).value(spec.settings());
        spec.history().forEach(message -> add(message.path("role").asText(""), message.path("content")));
    }

    private void texts(List<String> texts) {
        told.count(texts.size());
        texts.forEach(told::text);
    }

    void add(String role, JsonNode content) {
        told.text(role).blocks(content);
    }

    /** Equal for equal conversations only: a SHA-256, so that nobody can make two that collide. */
    String id() {
        return told.hex();
    }
}
