package io.github.claudecliproxy.openai.chat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.openai.Conversation;
import io.github.claudecliproxy.openai.Field;
import io.github.claudecliproxy.openai.FunctionResults;
import io.github.claudecliproxy.openai.FunctionTools;
import io.github.claudecliproxy.openai.Parts;
import java.util.List;
import java.util.Set;

/** The {@code messages} of a chat. */
final class ChatMessages {
    private ChatMessages() {}

    static Conversation conversation(Field messages, Set<String> ignored) throws InvalidRequestException {
        List<Field> all = messages.items();
        if (all.isEmpty()) {
            throw messages.wrong("required, a list that is not empty");
        }
        Conversation conversation = new Conversation();
        for (Field message : all) {
            add(message.object(), conversation, ignored);
        }
        return conversation;
    }

    private static void add(Field message, Conversation conversation, Set<String> ignored)
            throws InvalidRequestException {
        if (!message.at("name").isAbsent()) {
            ignored.add("messages.name");
        }
        Field content = message.at("content");
        String role = message.at("role").text();
        switch (role) {
            case "system", "developer" -> conversation.system(message.path(), Parts.text(content));
            case "user" -> conversation.user(message.path(), Parts.of(content, ignored));
            case "assistant" -> conversation.assistant(message.path(), answer(message, ignored));
            case "tool" -> conversation.user(message.path(), result(message, ignored));
            case "function" -> throw message.at("role").wrong("'function' is the old form; use tool");
            default -> throw message.at("role").wrong("must be system, developer, user, assistant or tool");
        }
    }

    /** The text comes first, as the model wrote it before its calls. */
    private static ArrayNode answer(Field message, Set<String> ignored) throws InvalidRequestException {
        for (String unsupported : List.of("audio", "function_call")) {
            if (!message.at(unsupported).isAbsent()) {
                throw message.at(unsupported).wrong("is not supported");
            }
        }
        ArrayNode answer = Parts.optional(message.at("content"), ignored);
        if (!message.at("refusal").asksNothing()) {
            answer.addAll(Conversation.text(message.at("refusal").visibleText()));
        }
        for (Field call : message.at("tool_calls").items()) {
            call.object().at("type").oneOf(Set.of("function"));
            Field function = call.at("function").object();
            answer.add(FunctionTools.call(call.at("id"), function.at("name"), function.at("arguments"), ignored));
        }
        return answer;
    }

    private static ArrayNode result(Field message, Set<String> ignored) throws InvalidRequestException {
        return Json.mapper()
                .createArrayNode()
                .add(FunctionResults.of(message.at("tool_call_id"), message.at("content"), ignored));
    }
}
