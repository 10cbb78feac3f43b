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
 * Turns a user message of tool results into answers to the CLI's {@code tools/call}s. Only for results that the CLI passes
 * on to the API exactly as the client wrote them. It does not do so with an empty result, which it describes; an error of
 * several texts, which it joins; a large result, which it saves to a file; an image, which it encodes anew; and other
 * kinds of blocks. Messages with any of these are told as history instead.
 */
public final class ToolResults {
    /** The limit that the stubs declare: the highest one for which the CLI still passes results on whole. */
    public static final int MAX_RESULT_CHARS = 500_000;

    /** The CLI cuts the middle out of a longer error. */
    public static final int MAX_ERROR_CHARS = 10_000;

    /** For all results together; lower, because the CLI counts more than the text. */
    private static final int MAX_CHARS = MAX_RESULT_CHARS * 4 / 5;

    private static final Set<String> RESULT_FIELDS =
            Set.of("type", "tool_use_id", "content", "is_error", "cache_control");

    private ToolResults() {}

    /** The results by tool use; empty when the CLI would not pass all of the message on unchanged. */
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

    /** The CLI shortens the text of an error, and strips blanks from its ends. */
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
