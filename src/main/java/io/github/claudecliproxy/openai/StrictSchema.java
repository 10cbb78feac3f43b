package io.github.claudecliproxy.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A JSON schema as Claude's API can enforce it. It refuses keywords that OpenAI's takes, such as {@code minimum}; these are told
 * to the model in the description instead, as Anthropic's own SDKs do.
 *
 * @see <a href="https://docs.claude.com/en/docs/build-with-claude/structured-outputs">Structured outputs</a>
 */
final class StrictSchema {
    private static final Set<String> ENFORCED = Set.of(
            "$ref",
            "$defs",
            "definitions",
            "type",
            "enum",
            "const",
            "anyOf",
            "allOf",
            "properties",
            "required",
            "additionalProperties",
            "items",
            "title",
            "description");

    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");

    private static final List<String> OF_NAMED_SCHEMAS = List.of("$defs", "definitions", "properties");
    private static final List<String> OF_SCHEMAS = List.of("anyOf", "allOf");
    private static final String DESCRIPTION = "description";

    private final Set<String> ignored;

    private StrictSchema(Set<String> ignored) {
        this.ignored = ignored;
    }

    /**
     * The schema in an enforceable form.
     *
     * @param ignored gets the keywords that are only told
     */
    static ObjectNode of(ObjectNode schema, Set<String> ignored) {
        ObjectNode strict = schema.deepCopy();
        strict.remove("$schema");
        new StrictSchema(ignored).restrict(strict);
        return strict;
    }

    private void restrict(JsonNode node) {
        if (!(node instanceof ObjectNode schema)) {
            return; // the API says what is wrong with it
        }
        if (schema.has("oneOf") && !schema.has("anyOf")) {
            schema.set("anyOf", schema.remove("oneOf"));
        }
        tellTheRest(schema);
        if (schema.has("properties") || schema.path("type").asText("").equals("object")) {
            schema.put("additionalProperties", false);
        }
        for (String named : OF_NAMED_SCHEMAS) {
            schema.path(named).forEach(this::restrict);
        }
        for (String list : OF_SCHEMAS) {
            schema.path(list).forEach(this::restrict);
        }
        restrict(schema.path("items"));
    }

    private void tellTheRest(ObjectNode schema) {
        ObjectNode told = Json.object();
        for (Map.Entry<String, JsonNode> keyword : schema.deepCopy().properties()) {
            if (!isEnforced(keyword.getKey(), keyword.getValue())) {
                told.set(keyword.getKey(), schema.remove(keyword.getKey()));
                ignored.add("schema." + keyword.getKey());
            }
        }
        if (!told.isEmpty()) {
            String before = schema.path(DESCRIPTION).asText("");
            String rest = new String(Json.bytes(told), StandardCharsets.UTF_8);
            schema.put(DESCRIPTION, before.isEmpty() ? rest : before + "\n\n" + rest);
        }
    }

    private static boolean isEnforced(String keyword, JsonNode value) {
        return switch (keyword) {
            case "format" -> FORMATS.contains(value.asText(""));
            case "minItems" -> value.isInt() && value.intValue() <= 1;
            default -> ENFORCED.contains(keyword);
        };
    }
}
