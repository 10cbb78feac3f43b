package io.github.claudecliproxy.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * One message of a conversation.
 *
 * @param content the content blocks; the API treats a string as one text block, so it has become one
 */
public record Message(Role role, ArrayNode content) {

    /** The two roles that the CLI accepts. */
    public enum Role {
        USER("user"),
        ASSISTANT("assistant");

        private final String wireName;

        Role(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
