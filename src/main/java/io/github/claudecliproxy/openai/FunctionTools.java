package io.github.claudecliproxy.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Functions that the client runs, and the model's calls of them. */
public final class FunctionTools {
    private FunctionTools() {}

    /**
     * The definition of a tool.
     *
     * @param function an object with {@code name}, {@code description}, {@code parameters} and {@code strict}
     * @param ignored gets what cannot be honoured
     */
    public static ObjectNode definition(Field function, Set<String> ignored) throws InvalidRequestException {
        ObjectNode tool = Json.object().put("name", function.at("name").visibleText());
        String description = function.at("description").optionalText();
        if (!description.isEmpty()) {
            tool.put("description", description);
        }
        ObjectNode schema = schema(function.at("parameters"));
        if (function.at("strict").flag(false)) {
            tool.put("strict", true);
            schema = StrictSchema.of(schema, ignored);
        }
        tool.set("input_schema", schema);
        return tool;
    }

    /** A function without parameters may leave its schema out, or its type. */
    private static ObjectNode schema(Field parameters) throws InvalidRequestException {
        ObjectNode schema = parameters.isAbsent()
                ? Json.object()
                : parameters.object().value().deepCopy();
        if (schema.path("type").isMissingNode()) {
            schema.put("type", "object");
        }
        return schema;
    }

    /**
     * A call that the model made earlier.
     *
     * @param ignored gets what cannot be honoured
     */
    public static ObjectNode call(Field id, Field name, Field arguments, Set<String> ignored)
            throws InvalidRequestException {
        ObjectNode call = Json.object()
                .put("type", "tool_use")
                .put("id", id.visibleText())
                .put("name", name.visibleText());
        call.set("input", input(arguments, ignored));
        return call;
    }

    /** Text that is not the JSON of an object, such as a call that was cut off, has no place in the API; it is wrapped. */
    private static JsonNode input(Field arguments, Set<String> ignored) throws InvalidRequestException {
        String json = arguments.text();
        if (json.isBlank()) {
            return Json.object();
        }
        try {
            JsonNode input = Json.readStrict(json.getBytes(StandardCharsets.UTF_8));
            if (input.isObject()) {
                return input;
            }
        } catch (IOException notJson) {
            // wrapped below
        }
        ignored.add("arguments");
        return Json.object().put("arguments", json);
    }

    /** The arguments of a call that the model makes, as JSON; a call that was cut off is no JSON. */
    public static String arguments(JsonNode block) {
        JsonNode input = block.path("input");
        return input.isTextual() ? input.textValue() : new String(Json.bytes(input), StandardCharsets.UTF_8);
    }

    /**
     * The choice of tools.
     *
     * @param choice {@code auto}, {@code none}, {@code required}, or an object that names a function
     * @param name the name in such an object
     * @param parallel whether several calls may be made at once; by default they may
     * @return an empty object where the API's default is meant
     */
    public static ObjectNode choice(Field choice, Field name, Field parallel) throws InvalidRequestException {
        ObjectNode made = Json.object();
        if (choice.isText()) {
            made.put("type", ofWord(choice));
        } else if (!choice.isAbsent()) {
            if (!"function".equals(choice.object().at("type").text())) {
                throw choice.at("type").wrong("must be function");
            }
            made.put("type", "tool").put("name", name.visibleText());
        }
        if (!parallel.flag(true) && !made.path("type").asText().equals("none")) {
            made.put("type", made.path("type").asText("auto")).put("disable_parallel_tool_use", true);
        }
        return made;
    }

    private static String ofWord(Field choice) throws InvalidRequestException {
        return switch (choice.text()) {
            case "auto" -> "auto";
            case "none" -> "none";
            case "required" -> "any";
            default -> throw choice.wrong("must be auto, none, required, or a function");
        };
    }
}
