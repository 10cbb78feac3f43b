package io.github.claudecliproxy.messages;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.Message.Role;

/** Reads one message of a conversation and says where it is wrong, with the API's own paths. */
final class MessageReader {
    private MessageReader() {}

    static Message message(String path, JsonNode message) throws InvalidRequestException {
        if (!message.isObject()) {
            throw new InvalidRequestException(path + ": Input should be an object");
        }
        return new Message(
                role(path + ".role", message.path("role")), content(path + ".content", message.path("content")));
    }

    private static Role role(String path, JsonNode role) throws InvalidRequestException {
        for (Role known : Role.values()) {
            if (role.isTextual() && known.wireName().equals(role.textValue())) {
                return known;
            }
        }
        throw new InvalidRequestException(path
                + ": Input should be 'user' or 'assistant'; messages of other roles are not carried by the claude CLI");
    }

    private static ArrayNode content(String path, JsonNode content) throws InvalidRequestException {
        if (content.isTextual()) {
            ArrayNode blocks = Json.mapper().createArrayNode();
            blocks.addObject().put("type", "text").set("text", content);
            checkBlock(path, blocks.get(0));
            return blocks;
        }
        if (!content.isArray()) {
            throw new InvalidRequestException(path + ": Input should be a string or an array of content blocks");
        }
        if (content.isEmpty()) {
            throw new InvalidRequestException(path + ": must not be empty");
        }
        for (int i = 0; i < content.size(); i++) {
            checkBlock(path + "." + i, content.get(i));
        }
        return (ArrayNode) content;
    }

    private static void checkBlock(String path, JsonNode block) throws InvalidRequestException {
        JsonNode type = block.path("type");
        if (!type.isTextual()) {
            throw new InvalidRequestException(path + ".type: Field required");
        }
        if (!"text".equals(type.textValue())) {
            return; // whatever it is, the API knows better
        }
        if (!block.path("text").isTextual()) {
            throw new InvalidRequestException(path + ".text: Input should be a string");
        }
        if (block.path("text").textValue().isBlank()) {
            throw new InvalidRequestException(path + ": text content blocks must contain non-whitespace text");
        }
    }
}
