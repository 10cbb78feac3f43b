package io.github.claudecliproxy.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.openai.Field;
import java.util.Set;

/**
 * Custom tools, whose input is any text. Claude's tools take objects, so theirs is an object with this text alone.
 *
 * @see <a href="https://platform.openai.com/docs/guides/function-calling#custom-tools">Custom tools</a>
 */
final class CustomTools {
    private static final String INPUT = "input";

    private CustomTools() {}

    /** The definition of a tool. A grammar of its input is told to the model, and not enforced. */
    static ObjectNode definition(Field tool, Set<String> ignored) throws InvalidRequestException {
        StringBuilder description = new StringBuilder(tool.at("description").optionalText());
        Field format = tool.at("format");
        if (format.at("type").optionalText().equals("grammar")) {
            description
                    .append(description.isEmpty() ? "" : "\n\n")
                    .append("The input must match this grammar (")
                    .append(format.at("syntax").optionalText())
                    .append("):\n")
                    .append(format.at("definition").text());
            ignored.add("tools.format");
        }
        ObjectNode made = Json.object().put("name", tool.at("name").visibleText());
        if (!description.isEmpty()) {
            made.put("description", description.toString());
        }
        ObjectNode schema = made.putObject("input_schema").put("type", "object");
        schema.putObject("properties").putObject(INPUT).put("type", "string");
        schema.putArray("required").add(INPUT);
        schema.put("additionalProperties", false);
        return made;
    }

    /** A call that the model made earlier. */
    static ObjectNode call(Field item) throws InvalidRequestException {
        ObjectNode call = Json.object()
                .put("type", "tool_use")
                .put("id", item.at("call_id").visibleText())
                .put("name", item.at("name").visibleText());
        call.putObject(INPUT).put(INPUT, item.at(INPUT).text());
        return call;
    }

    /** The text of a call's input; of one that was cut off, what came of its JSON. */
    static String input(JsonNode block) {
        JsonNode input = block.path(INPUT);
        return input.isTextual() ? input.textValue() : input.path(INPUT).asText("");
    }
}
