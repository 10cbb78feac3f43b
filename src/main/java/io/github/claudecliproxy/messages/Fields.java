package io.github.claudecliproxy.messages;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.json.Utf8;
import java.io.IOException;
import java.util.Map;
import java.util.regex.Pattern;

/** The top-level fields of a request body. Every error names the field that is wrong. */
public record Fields(ObjectNode object) {
    /** A model name becomes an argument of the CLI, so it must not look like an option. */
    private static final Pattern MODEL = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._:/@\\[\\]-]{0,255}");

    private static final int SHOWN_CHARS = 120;

    /** Looks at the values of a request. */
    @FunctionalInterface
    public interface Visitor {
        /**
         * Looks at one value.
         *
         * @param path such as {@code messages.0.content}; valid only during the call
         */
        void visit(CharSequence path, JsonNode value) throws InvalidRequestException;
    }

    /**
     * Reads a request body.
     *
     * @throws InvalidRequestException if it is not a JSON object in strict UTF-8
     */
    public static Fields of(byte[] body) throws InvalidRequestException {
        int invalid = Utf8.firstInvalid(body);
        if (invalid >= 0) {
            throw new InvalidRequestException("The request body is not valid UTF-8 at byte " + invalid);
        }
        JsonNode root;
        try {
            root = Json.readStrict(body);
        } catch (IOException e) {
            String why = e instanceof JsonProcessingException wrong ? wrong.getOriginalMessage() : e.getMessage();
            throw new InvalidRequestException("The request body is not valid JSON: " + why);
        }
        if (!(root instanceof ObjectNode object)) {
            throw new InvalidRequestException("The request body must be a JSON object");
        }
        visitAll(object, Surrogates::check);
        return new Fields(object);
    }

    /** Visits a request and all values in it, in order. */
    public static void visitAll(ObjectNode request, Visitor visitor) throws InvalidRequestException {
        visit(new StringBuilder(), request, visitor);
    }

    private static void visit(StringBuilder path, JsonNode value, Visitor visitor) throws InvalidRequestException {
        visitor.visit(path, value);
        int length = path.length();
        String dot = length == 0 ? "" : ".";
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            visit(path.append(dot).append(field.getKey()), field.getValue(), visitor);
            path.setLength(length);
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            visit(path.append(dot).append(i), value.get(i), visitor);
            path.setLength(length);
        }
    }

    /** The text of a field; empty if the field is missing or null. */
    public String optionalText(String name) throws InvalidRequestException {
        JsonNode value = object.path(name);
        if (isAbsent(value)) {
            return "";
        }
        if (!value.isTextual()) {
            throw new InvalidRequestException(name + ": Input should be a string");
        }
        return value.textValue();
    }

    public String modelName(String name) throws InvalidRequestException {
        String model = optionalText(name);
        if (!model.isEmpty() && !isModelName(model)) {
            throw new InvalidRequestException(name + ": '" + shown(model) + "' is not a model name");
        }
        return model;
    }

    /** Whether a text can be the name of a model. */
    public static boolean isModelName(String text) {
        return MODEL.matcher(text).matches();
    }

    public boolean optionalBoolean(String name) throws InvalidRequestException {
        JsonNode value = object.path(name);
        if (!isAbsent(value) && !value.isBoolean()) {
            throw new InvalidRequestException(name + ": Input should be true or false");
        }
        return value.booleanValue();
    }

    /** A whole number within bounds; -1 if the field is missing or null. */
    public int optionalInt(String name, int min, int max) throws InvalidRequestException {
        JsonNode value = object.path(name);
        if (isAbsent(value)) {
            return -1;
        }
        if (!value.isIntegralNumber() || !value.canConvertToInt() || value.intValue() < min || value.intValue() > max) {
            String bounds = max == Integer.MAX_VALUE ? "of at least " + min : "from " + min + " to " + max;
            throw new InvalidRequestException(name + ": Input should be a whole number " + bounds);
        }
        return value.intValue();
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    /** A client's text, cut and made printable for an error message. */
    public static String shown(String text) {
        String cut = text.length() > SHOWN_CHARS ? text.substring(0, SHOWN_CHARS) + "..." : text;
        return cut.replaceAll("[^\\p{Print}]", "?");
    }
}
