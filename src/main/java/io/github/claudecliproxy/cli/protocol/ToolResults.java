package io.github.claudecliproxy.cli.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A user message of tool results as answers to the CLI's own {@code tools/call}s. Only what the CLI then tells the API
 * block by block as the client wrote it is taken, an error of one text among it: the CLI would describe an empty result,
 * join the texts of an error, save a large result to a file, write an image anew, and has no way for other blocks; such a
 * message is told as history instead.
 */
public final class ToolResults {
    /** What the stubs say of themselves; the CLI's own limit for a result that stays whole is not higher. */
    public static final int MAX_RESULT_CHARS = 500_000;

    /** An error that is longer the CLI cuts in the middle. */
    public static final int MAX_ERROR_CHARS = 10_000;

    /** In all results together, leaving room for how the CLI counts. */
    private static final int MAX_CHARS = MAX_RESULT_CHARS * 4 / 5;

    private static final Set<String> RESULT_FIELDS =
            Set.of("type", "tool_use_id", "content", "is_error", "cache_control");

    private ToolResults() {}

    /** The results by the id of the tool use that they answer; empty when the message cannot be told in this way. */
    public static Optional<Map<String, ObjectNode>> of(ObjectNode message) {
        JsonNode blocks = message.path("content");
        Map<String, ObjectNode> results = new LinkedHashMap<>();
        for (JsonNode block : blocks) {
            Optional<ObjectNode> result = result(block);
            if (result.isEmpty() || results.put(block.path("tool_use_id").asText(""), result.orElseThrow()) != null) {
                return Optional.empty();
            }
        }
        return results.isEmpty() || chars(blocks) > MAX_CHARS ? Optional.empty() : Optional.of(results);
    }

    private static Optional<ObjectNode> result(JsonNode block) {
        if (!"tool_result".equals(block.path("type").textValue()) || !only(block, RESULT_FIELDS)) {
            return Optional.empty();
        }
        boolean error = block.path("is_error").asBoolean();
        if (error && block.path("content").isArray() && block.path("content").size() != 1) {
            return Optional.empty();
        }
        ObjectNode result = Json.object();
        if (error) {
            result.put("isError", true);
        }
        ArrayNode parts = result.putArray("content");
        JsonNode content = block.path("content");
        if (error && isAltered(content.isTextual() ? content : content.at("/0/text"))) {
            return Optional.empty();
        }
        if (content.isTextual()) {
            return text(content, parts) ? Optional.of(result) : Optional.empty();
        }
        for (JsonNode part : content) {
            if (!part(part, parts)) {
                return Optional.empty();
            }
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(result);
    }

    /** The CLI shortens the text of an error, and takes away what is blank at its ends. */
    private static boolean isAltered(JsonNode error) {
        String text = error.asText("");
        return text.isEmpty()
                || text.length() > MAX_ERROR_CHARS
                || isBlank(text.charAt(0))
                || isBlank(text.charAt(text.length() - 1));
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\uFEFF';
    }

    private static boolean part(JsonNode part, ArrayNode parts) {
        return "text".equals(part.path("type").textValue())
                && only(part, Set.of("type", "text", "cache_control"))
                && text(part.path("text"), parts);
    }

    private static boolean text(JsonNode text, ArrayNode parts) {
        parts.addObject().put("type", "text").set("text", text);
        return text.isTextual() && !text.textValue().isBlank();
    }

    private static boolean only(JsonNode object, Set<String> fields) {
        return object.isObject() && object.properties().stream().allMatch(member -> fields.contains(member.getKey()));
    }

    private static long chars(JsonNode node) {
        long chars = node.isTextual() ? node.textValue().length() : 0;
        for (JsonNode child : node) {
            chars += chars(child);
        }
        return chars;
    }
}
