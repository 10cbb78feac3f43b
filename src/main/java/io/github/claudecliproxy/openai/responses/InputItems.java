package io.github.claudecliproxy.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.Fields;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.openai.Conversation;
import io.github.claudecliproxy.openai.Field;
import io.github.claudecliproxy.openai.FunctionResults;
import io.github.claudecliproxy.openai.Parts;
import java.util.Optional;
import java.util.Set;

/** The {@code input} of a request: a text, or items. */
final class InputItems {
    private final Earlier earlier;
    private final Set<String> ignored;
    private final Conversation conversation = new Conversation();

    /**
     * Reads the input of a request.
     *
     * @param earlier knows the items that are only named
     * @param ignored gets what cannot be honoured
     */
    InputItems(Earlier earlier, Set<String> ignored) {
        this.earlier = earlier;
        this.ignored = ignored;
    }

    Conversation read(Field input) throws InvalidRequestException {
        if (input.isText()) {
            conversation.user(input.path(), Parts.of(input, ignored));
            return conversation;
        }
        for (Field item : input.items()) {
            add(item.object());
        }
        return conversation;
    }

    private void add(Field item) throws InvalidRequestException {
        String type = item.at("type").isAbsent()
                ? (item.at("role").isAbsent() ? "item_reference" : "message")
                : item.at("type").text();
        switch (type) {
            case "message" -> message(item);
            case "function_call", "custom_tool_call" -> answered(item, ResponseTools.call(item, ignored));
            case "function_call_output", "custom_tool_call_output" ->
                conversation.user(item.path(), one(FunctionResults.of(item.at("call_id"), item.at("output"), ignored)));
            case "reasoning" -> reasoning(item);
            case "item_reference" -> answered(item, known(item.at("id")));
            default -> throw item.at("type").unsupported();
        }
    }

    private void message(Field item) throws InvalidRequestException {
        Field content = item.at("content");
        String role = item.at("role").text();
        switch (role) {
            case "user" -> conversation.user(item.path(), Parts.of(content, ignored));
            case "assistant" -> conversation.assistant(item.path(), Parts.optional(content, ignored));
            case "system", "developer" -> conversation.system(item.path(), Parts.text(content));
            default -> throw item.at("role").wrong("must be user, assistant, system or developer");
        }
    }

    private void answered(Field item, JsonNode block) {
        if (!Conversation.isBlank(block)) { // the API takes no such text back
            conversation.assistant(item.path(), one(block));
        }
    }

    private static ArrayNode one(JsonNode block) {
        return Json.mapper().createArrayNode().add(block);
    }

    /** Thinking that is neither brought back nor kept here is left out: the model goes on without it. */
    private void reasoning(Field item) throws InvalidRequestException {
        Optional<ObjectNode> brought =
                Reasoning.decoded(item.at("encrypted_content").optionalText());
        Optional<? extends JsonNode> block =
                brought.isPresent() ? brought : earlier.block(item.at("id").optionalText());
        if (block.isPresent()) {
            answered(item, block.orElseThrow());
        } else {
            ignored.add("input.reasoning");
        }
    }

    private JsonNode known(Field id) throws InvalidRequestException {
        return earlier.block(id.text())
                .orElseThrow(() -> new InvalidRequestException(ApiError.of(
                        ErrorType.NOT_FOUND,
                        id.path() + ": no item '" + Fields.shown(id.value().asText())
                                + "' is kept here any more; send the item itself")));
    }
}
