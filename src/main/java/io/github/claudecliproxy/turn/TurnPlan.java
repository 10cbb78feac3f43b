package io.github.claudecliproxy.turn;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.SessionSpec;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.ChatRequest;
import io.github.claudecliproxy.messages.Message;
import io.github.claudecliproxy.messages.MessagesRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What a request asks of the CLI.
 *
 * @param session the conversation
 * @param maxTurns how many answers of the model may make one turn of the client's
 * @param clientRunsTools whether a tool's call is the client's to answer, and so ends the turn
 * @param maxTokens where the API cuts an answer off; 0 when the request does not say
 */
record TurnPlan(SessionSpec session, int maxTurns, boolean clientRunsTools, int maxTokens) {
    /** The model name that stands for the CLI's own default. */
    static final String DEFAULT_MODEL = "claude-cli-proxy";

    static TurnPlan of(MessagesRequest request, List<String> betas, String owner) {
        List<Message> turns = merged(request.messages());
        int last = turns.size() - 1;
        String model = request.model();
        SessionSpec session = new SessionSpec(
                owner,
                model(model),
                request.system(),
                IntStream.range(0, last)
                        .mapToObj(i -> wire(turns.get(i), model, i))
                        .toList(),
                wire(turns.get(last), model, last),
                settings(request.parameters(), request.cacheControl()),
                request.tools(),
                betas,
                false,
                true);
        return new TurnPlan(
                session, 1, true, request.parameters().path("max_tokens").asInt(0));
    }

    static TurnPlan of(ChatRequest request) {
        ObjectNode question = Json.object().put("role", Message.Role.USER.wireName());
        question.putArray("content").addObject().put("type", "text").put("text", request.prompt());
        List<String> system = request.systemPrompt().isEmpty() ? List.of() : List.of(request.systemPrompt());
        SessionSpec session = new SessionSpec(
                "",
                model(request.model()),
                system,
                List.of(),
                question,
                settings(Json.object(), false),
                List.of(),
                List.of(),
                true,
                false);
        return new TurnPlan(session, request.maxTurns(), false, 0);
    }

    Set<String> tools() {
        return Set.copyOf(session.tools());
    }

    /** The API takes consecutive messages of one role for one; the CLI would alter their texts in joining them. */
    private static List<Message> merged(List<Message> messages) {
        List<Message> turns = new ArrayList<>();
        for (Message message : messages) {
            Message before = turns.isEmpty() ? null : turns.get(turns.size() - 1);
            if (before != null && before.role() == message.role()) {
                ArrayNode both = before.content().deepCopy().addAll(message.content());
                turns.set(turns.size() - 1, new Message(message.role(), both));
            } else {
                turns.add(message);
            }
        }
        return turns;
    }

    private static Optional<String> model(String name) {
        return name.isEmpty() || name.equals(DEFAULT_MODEL) ? Optional.empty() : Optional.of(name);
    }

    /**
     * An answer of the past keeps its thinking only as the whole message that it was. Each has an id of its own: the CLI
     * joins answers of the same id, wherever they stand.
     */
    private static ObjectNode wire(Message message, String model, int index) {
        ObjectNode wire = Json.object().put("role", message.role().wireName());
        if (message.role() == Message.Role.ASSISTANT) {
            wire.put("id", "msg_past_" + index).put("type", "message").put("model", model);
        }
        wire.set("content", message.content());
        return wire;
    }

    /**
     * Settings of the turn. The client's parameters go to the API as they are. The API takes four cache breakpoints and
     * the CLI adds three of its own, so they make way for a client's.
     */
    private static ObjectNode settings(ObjectNode parameters, boolean clientCaches) {
        ObjectNode settings = SessionSpec.plainSettings();
        ObjectNode environment = settings.withObject("/env");
        if (!parameters.isEmpty()) {
            environment.put("CLAUDE_CODE_EXTRA_BODY", new String(Json.bytes(parameters), StandardCharsets.UTF_8));
        }
        if (clientCaches) {
            environment.put("DISABLE_PROMPT_CACHING", "1");
        }
        return settings;
    }
}
