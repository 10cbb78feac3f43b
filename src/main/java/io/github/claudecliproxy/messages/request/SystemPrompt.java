package io.github.claudecliproxy.messages.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reads the {@code system} field: a string or text blocks. */
final class SystemPrompt {
    private SystemPrompt() {}

    /** The texts in order. The CLI accepts only strings, so other fields of the blocks are added to {@code ignored}. */
    static List<String> texts(JsonNode system, Set<String> ignored) throws InvalidRequestException {
        if (system.isMissingNode() || system.isNull()) {
            return List.of();
        }
        if (system.isTextual()) {
            return system.textValue().isEmpty() ? List.of() : List.of(system.textValue());
        }
        if (!system.isArray()) {
            throw new InvalidRequestException("system: Input should be a string or an array of text blocks");
        }
        List<String> texts = new ArrayList<>(system.size());
        for (int i = 0; i < system.size(); i++) {
            texts.add(text("system." + i, system.get(i)));
            system.get(i).fieldNames().forEachRemaining(name -> {
                if (!name.equals("type") && !name.equals("text")) {
                    ignored.add("system." + name);
                }
            });
        }
        return List.copyOf(texts);
    }

    private static String text(String path, JsonNode block) throws InvalidRequestException {
        if (!"text".equals(block.path("type").textValue())) {
            throw new InvalidRequestException(path + ".type: Input should be 'text'");
        }
        if (!block.path("text").isTextual() || block.path("text").textValue().isEmpty()) {
            throw new InvalidRequestException(path + ".text: Input should be a string that is not empty");
        }
        return block.path("text").textValue();
    }
}
