package io.github.claudecliproxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * Tells one conversation from every other: two are equal only when they belong to the same caller, and the model was told
 * the same, in the same way, up to here. A SHA-256 over the canonical form, so that nobody can make two that collide.
 *
 * @param digest 64 hexadecimal digits
 */
public record ConversationId(String digest) {

    /** The conversation up to the question, which is not part of it. */
    static ConversationId before(SessionSpec spec) {
        CanonicalDigest digest = opened(spec);
        spec.history().forEach(message -> message(digest, message));
        return new ConversationId(digest.hex());
    }

    /** The conversation once the question has been answered. */
    static ConversationId after(SessionSpec spec, JsonNode answer) {
        CanonicalDigest digest = opened(spec);
        spec.history().forEach(message -> message(digest, message));
        message(digest, spec.question());
        digest.text("assistant").blocks(answer);
        return new ConversationId(digest.hex());
    }

    private static CanonicalDigest opened(SessionSpec spec) {
        CanonicalDigest digest = new CanonicalDigest();
        digest.text(spec.owner()).text(spec.model().orElse(""));
        texts(digest, spec.systemPrompt());
        texts(digest, spec.tools());
        texts(digest, spec.betas());
        return digest.text(String.valueOf(spec.builtInTools())).value(spec.settings());
    }

    private static void texts(CanonicalDigest digest, List<String> texts) {
        digest.count(texts.size());
        texts.forEach(digest::text);
    }

    private static void message(CanonicalDigest digest, ObjectNode message) {
        digest.text(message.path("role").asText("")).blocks(message.path("content"));
    }
}
