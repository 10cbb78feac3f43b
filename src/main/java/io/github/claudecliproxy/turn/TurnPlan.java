package io.github.claudecliproxy.turn;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.SessionSpec;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.ChatRequest;
import io.github.claudecliproxy.messages.Message;
import io.github.claudecliproxy.messages.MessagesRequest;
import java.util.List;
import java.util.Optional;

/**
 * What a request asks of the CLI.
 *
 * @param session the conversation
 * @param maxTurns how many answers of the model make one turn of the client's; with 1 the turn ends with the first
 */
record TurnPlan(SessionSpec session, int maxTurns) {
    /** The model name that stands for the CLI's own default. */
    static final String DEFAULT_MODEL = "claude-cli-proxy";

    static TurnPlan of(MessagesRequest request) {
        List<Message> messages = request.messages();
        int last = messages.size() - 1;
        SessionSpec session = new SessionSpec(
                model(request.model()),
                request.system(),
                messages.subList(0, last).stream().map(TurnPlan::wire).toList(),
                wire(messages.get(last)),
                settings(request.cacheControl()),
                true);
        return new TurnPlan(session, 1);
    }

    static TurnPlan of(ChatRequest request) {
        ObjectNode question = Json.object().put("role", Message.Role.USER.wireName());
        question.putArray("content").addObject().put("type", "text").put("text", request.prompt());
        List<String> system = request.systemPrompt().isEmpty() ? List.of() : List.of(request.systemPrompt());
        return new TurnPlan(
                new SessionSpec(
                        model(request.model()), system, List.of(), question, settings(false), request.maxTurns() == 1),
                request.maxTurns());
    }

    private static Optional<String> model(String name) {
        return name.isEmpty() || name.equals(DEFAULT_MODEL) ? Optional.empty() : Optional.of(name);
    }

    private static ObjectNode wire(Message message) {
        ObjectNode wire = Json.object().put("role", message.role().wireName());
        wire.set("content", message.content());
        return wire;
    }

    /**
     * A request that says nothing of thinking asks for none; the CLI by itself would ask for the most. The API takes
     * four cache breakpoints and the CLI adds three of its own, so they make way for a client's.
     */
    private static ObjectNode settings(boolean clientCaches) {
        ObjectNode environment = Json.object().put("CLAUDE_CODE_DISABLE_THINKING", "1");
        if (clientCaches) {
            environment.put("DISABLE_PROMPT_CACHING", "1");
        }
        return environment;
    }
}
