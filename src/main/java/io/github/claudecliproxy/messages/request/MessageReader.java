package io.github.claudecliproxy.messages.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.Message;
import io.github.claudecliproxy.messages.Message.Role;
import java.util.Set;

/** Reads one message of a conversation. Errors have the API's own paths. */
final class MessageReader {
    private MessageReader() {}

    /** Reads a message. What cannot be carried unchanged is added to {@code ignored}. */
    static Message message(String path, JsonNode message, Set<String> ignored) throws InvalidRequestException {
        if (!message.isObject()) {
            throw new InvalidRequestException(path + ": Input should be an object");
        }
        if ("system".equals(message.path("role").textValue())) {
            ignored.add("system-role");
            return new Message(Role.USER, reminder(content(path + ".content", message.path("content"))));
        }
        return new Message(
                role(path + ".role", message.path("role")), content(path + ".content", message.path("content")));
    }

    /** The CLI cannot send system messages. It tells the model such things as reminders in user messages. */
    private static ArrayNode reminder(ArrayNode content) {
        for (JsonNode block : content) {
            if (block instanceof ObjectNode object
                    && "text".equals(block.path("type").textValue())) {
                object.put("text", "<system-reminder>\n" + block.path("text").asText() + "\n</system-reminder>");
            }
        }
        return content;
    }

    private static Role role(String path, JsonNode role) throws InvalidRequestException {
        for (Role known : Role.values()) {
            if (role.isTextual() && known.wireName().equals(role.textValue())) {
                return known;
            }
        }
        throw new InvalidRequestException(
                path + ": Input should be 'user' or 'assistant'; instructions go into the top-level field 'system'");
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
            return; // the API checks other blocks
        }
        if (!block.path("text").isTextual()) {
            throw new InvalidRequestException(path + ".text: Input should be a string");
        }
        if (block.path("text").textValue().isBlank()) {
            throw new InvalidRequestException(path + ": text content blocks must contain non-whitespace text");
        }
    }
}
