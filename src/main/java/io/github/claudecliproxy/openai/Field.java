package io.github.claudecliproxy.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.messages.Fields;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A value of a request, and where it stands. Errors name that place as OpenAI does.
 *
 * @param path such as {@code messages[0].content}; empty for the whole request
 * @param value a missing node if the request does not have it
 */
public record Field(String path, JsonNode value) {
    public Field at(String name) {
        return new Field(path.isEmpty() ? name : path + "." + name, value.path(name));
    }

    /** Whether it is missing or null. */
    public boolean isAbsent() {
        return value.isMissingNode() || value.isNull();
    }

    /** Whether it is missing, or has a value that asks for nothing: null, false, 0, or empty. */
    public boolean asksNothing() {
        return isAbsent()
                || (value.isBoolean() && !value.booleanValue())
                || (value.isNumber() && value.doubleValue() == 0)
                || (value.isTextual() && value.textValue().isEmpty())
                || (value.isContainerNode() && value.isEmpty());
    }

    public boolean isText() {
        return value.isTextual();
    }

    /** The text, which must be there and may be empty. */
    public String text() throws InvalidRequestException {
        if (!value.isTextual()) {
            throw wrong("must be a string");
        }
        return value.textValue();
    }

    /** The text, which must not be blank: Claude's API takes no such text. */
    public String visibleText() throws InvalidRequestException {
        if (text().isBlank()) {
            throw wrong("must have a character that is not white space");
        }
        return value.textValue();
    }

    /** The text; empty if it is missing or null. */
    public String optionalText() throws InvalidRequestException {
        return isAbsent() ? "" : text();
    }

    /** Whether it is true, or {@code otherwise} if it is missing or null. */
    public boolean flag(boolean otherwise) throws InvalidRequestException {
        if (isAbsent()) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw wrong("must be true or false");
        }
        return value.booleanValue();
    }

    /** The text, which must be one of these; empty if it is missing or null. */
    public String oneOf(Set<String> words) throws InvalidRequestException {
        if (!isAbsent() && !words.contains(text())) {
            throw wrong("must be one of "
                    + String.join(", ", words.stream().sorted().toList()));
        }
        return optionalText();
    }

    /** Refuses what is no object. */
    public Field object() throws InvalidRequestException {
        if (!value.isObject()) {
            throw wrong("must be an object");
        }
        return this;
    }

    /** The items of a list; none if it is missing or null. */
    public List<Field> items() throws InvalidRequestException {
        if (!isAbsent() && !value.isArray()) {
            throw wrong("must be a list");
        }
        List<Field> items = new ArrayList<>(value.size());
        for (int i = 0; i < value.size(); i++) {
            items.add(new Field(path + "[" + i + "]", value.get(i)));
        }
        return items;
    }

    /** Refuses a value that the client may use at OpenAI. */
    public InvalidRequestException unsupported() {
        return wrong("'" + Fields.shown(value.asText()) + "' is not supported here");
    }

    public InvalidRequestException wrong(String why) {
        return new InvalidRequestException(path.isEmpty() ? why : path + ": " + why);
    }
}
