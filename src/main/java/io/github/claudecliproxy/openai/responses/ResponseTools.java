package io.github.claudecliproxy.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.Fields;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.openai.Field;
import io.github.claudecliproxy.openai.FunctionTools;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The tools of a request. Claude knows no namespaces, so a tool in one is told by both names.
 *
 * @param namespaced the tools in namespaces, by the name that Claude knows
 * @param custom the names of the custom tools that Claude knows
 */
record ResponseTools(ArrayNode definitions, Map<String, Name> namespaced, Set<String> custom) {
    /** Tools that OpenAI runs; without them the model merely has less to work with. */
    private static final Set<String> HOSTED =
            Set.of("web_search", "web_search_preview", "image_generation", "tool_search");

    /** The name of a tool in a namespace. */
    record Name(String namespace, String name) {
        String joined() {
            return namespace + "__" + name;
        }
    }

    /** Reads the tools; what cannot be honoured is added to {@code ignored}. */
    static ResponseTools of(Field tools, Set<String> ignored) throws InvalidRequestException {
        ArrayNode definitions = Json.mapper().createArrayNode();
        Map<String, Name> namespaced = new HashMap<>();
        Set<String> custom = new HashSet<>();
        for (Field tool : tools.items()) {
            String type = tool.object().at("type").text();
            if (type.equals("namespace")) {
                for (Field inner : tool.at("tools").items()) {
                    Name name = new Name(
                            tool.at("name").visibleText(), inner.at("name").visibleText());
                    add(inner, name.joined(), definitions, custom, ignored);
                    namespaced.put(name.joined(), name);
                }
            } else if (HOSTED.contains(type)) {
                ignored.add("tools." + type);
            } else {
                add(tool, tool.at("name").value().asText(""), definitions, custom, ignored);
            }
        }
        refuseTwoOfOneName(tools, definitions);
        return new ResponseTools(definitions, Map.copyOf(namespaced), Set.copyOf(custom));
    }

    private static void refuseTwoOfOneName(Field tools, ArrayNode definitions) throws InvalidRequestException {
        Set<String> names = new HashSet<>();
        for (JsonNode definition : definitions) {
            String name = definition.path("name").asText();
            if (!names.add(name)) {
                throw tools.wrong("two tools are named '" + Fields.shown(name) + "'");
            }
        }
    }

    private static void add(Field tool, String name, ArrayNode definitions, Set<String> custom, Set<String> ignored)
            throws InvalidRequestException {
        switch (tool.object().at("type").text()) {
            case "function" ->
                definitions.add(FunctionTools.definition(tool, ignored).put("name", name));
            case "custom" -> {
                definitions.add(CustomTools.definition(tool, ignored).put("name", name));
                custom.add(name);
            }
            default -> throw tool.at("type").unsupported();
        }
    }

    /** Writes the tools and which of them is chosen to a request; neither if there is no tool. */
    void writeTo(ObjectNode made, Field choice, Field parallel) throws InvalidRequestException {
        if (definitions.isEmpty()) {
            return;
        }
        made.set("tools", definitions);
        ObjectNode chosen = FunctionTools.choice(choice, choice.at("name"), parallel);
        if (!chosen.isEmpty()) {
            nameWhole(chosen);
            made.set("tool_choice", chosen);
        }
    }

    /** A function may be chosen without its namespace. */
    private void nameWhole(ObjectNode chosen) {
        String name = chosen.path("name").asText("");
        for (JsonNode definition : definitions) {
            if (definition.path("name").asText().equals(name)) {
                return;
            }
        }
        namespaced.values().stream()
                .filter(other -> other.name().equals(name))
                .findFirst()
                .ifPresent(other -> chosen.put("name", other.joined()));
    }

    /** A call that the model made earlier, by the name that Claude knows. */
    static ObjectNode call(Field item, Set<String> ignored) throws InvalidRequestException {
        ObjectNode call = item.at("type").value().asText().equals("custom_tool_call")
                ? CustomTools.call(item)
                : FunctionTools.call(item.at("call_id"), item.at("name"), item.at("arguments"), ignored);
        String namespace = item.at("namespace").optionalText();
        return namespace.isEmpty()
                ? call
                : call.put("name", new Name(namespace, item.at("name").text()).joined());
    }

    /** Whether this is a call of a custom tool. */
    boolean isCustom(JsonNode block) {
        return custom.contains(block.path("name").asText(""));
    }

    /** Writes the name of a call as the client knows it. */
    void nameCall(ObjectNode item, JsonNode block) {
        String name = block.path("name").asText("");
        Name known = namespaced.get(name);
        if (known == null) {
            item.put("name", name);
        } else {
            item.put("namespace", known.namespace()).put("name", known.name());
        }
    }
}
