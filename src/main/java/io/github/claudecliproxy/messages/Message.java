package io.github.claudecliproxy.messages;

import com.fasterxml.jackson.databind.node.ArrayNode;

/**
 * One turn of a conversation, as the client wrote it.
 *
 * @param role who speaks
 * @param content the content blocks; a string content has become its one text block, which the API treats the same
 */
public record Message(Role role, ArrayNode content) {

    /** The two roles that the CLI carries. */
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
