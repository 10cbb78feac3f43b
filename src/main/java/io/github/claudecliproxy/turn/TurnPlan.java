package io.github.claudecliproxy.turn;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.protocol.TurnSettings;
import io.github.claudecliproxy.cli.protocol.TurnSettings.Caching;
import io.github.claudecliproxy.cli.session.SessionSpec;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.Message;
import io.github.claudecliproxy.messages.request.CacheBreakpoints;
import io.github.claudecliproxy.messages.request.ChatRequest;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a request asks of the CLI.
 *
 * @param session the conversation
 * @param maxTurns the most answers of the model in this turn
 * @param clientRunsTools whether the client runs the tools, so that a tool call ends the turn
 */
public record TurnPlan(SessionSpec session, int maxTurns, boolean clientRunsTools) {
    /** The model name that stands for the CLI's own default. */
    public static final String DEFAULT_MODEL = "claude-cli-proxy";

    public static TurnPlan of(MessagesRequest request, List<String> betas, String owner) {
        List<Message> turns = merged(request.messages());
        List<ObjectNode> messages = new ArrayList<>(turns.size());
        for (Message message : turns) {
            messages.add(wire(message, request.model(), messages.size()));
        }
        SessionSpec session = new SessionSpec(
                owner,
                new SpawnKey(model(request.model()), betas, false),
                String.join("\n\n", request.system()),
                messages,
                settings(request.parameters(), caching(request.breakpoints(), messages.size() > 1)),
                request.tools(),
                true);
        return new TurnPlan(session, 1, true);
    }

    public static TurnPlan of(ChatRequest request, String owner, boolean cliRunsTools) {
        ObjectNode question = Json.object().put("role", Message.Role.USER.wireName());
        question.putArray("content").addObject().put("type", "text").put("text", request.prompt());
        SessionSpec session = new SessionSpec(
                owner,
                new SpawnKey(model(request.model()), List.of(), cliRunsTools),
                request.systemPrompt(),
                List.of(question),
                cliRunsTools ? new TurnSettings("", Caching.FIVE_MINUTES) : settings(Json.object(), Caching.NONE),
                List.of(),
                !cliRunsTools);
        return new TurnPlan(session, request.maxTurns(), false);
    }

    /** Whether the CLI runs its own tools; its session serves no other conversation. */
    boolean cliRunsTools() {
        return session.key().builtInTools();
    }

    public Set<String> tools() {
        return Set.copyOf(session.tools());
    }

    /**
     * Whether the client has begun the answer itself (a prefilled assistant message): the model's text then continues
     * that message.
     */
    public boolean answerIsBegun() {
        List<ObjectNode> messages = session.messages();
        return !"user".equals(messages.get(messages.size() - 1).path("role").textValue());
    }

    /**
     * The API joins consecutive messages of one role. We do it here, because the CLI would change the texts when it
     * joins them.
     */
    private static List<Message> merged(List<Message> messages) {
        List<Message> turns = new ArrayList<>();
        ArrayNode joined = Json.mapper().createArrayNode();
        Message.Role speaker = messages.get(0).role();
        for (Message message : messages) {
            if (message.role() != speaker) {
                turns.add(new Message(speaker, joined));
                joined = Json.mapper().createArrayNode();
                speaker = message.role();
            }
            joined.addAll(message.content());
        }
        turns.add(new Message(speaker, joined));
        return turns;
    }

    private static Optional<String> model(String name) {
        return name.isEmpty() || name.equals(DEFAULT_MODEL) ? Optional.empty() : Optional.of(name);
    }

    /**
     * An assistant message in the history, with an id of its own: without the whole message the CLI drops its
     * thinking, and it joins messages that have the same id.
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
     * Which cache breakpoints the CLI is to set. Its own are where most clients put theirs: behind the system prompt
     * and behind the newest message. A first question without a breakpoint is not cached, since nobody may ever read
     * what writing would cost. A first question with one inside it, such as behind a document that others ask about
     * too, is cached up to there.
     */
    private static Caching caching(CacheBreakpoints client, boolean goesOn) {
        if (!client.any() || (client.oneInside() && !goesOn)) {
            return goesOn ? Caching.FIVE_MINUTES : Caching.NONE;
        }
        if (!client.hour()) {
            return Caching.FIVE_MINUTES;
        }
        return client.hourInMessages() ? Caching.ONE_HOUR : Caching.ONE_HOUR_BUT_MESSAGES;
    }

    /**
     * The client's parameters go to the API unchanged. {@code tools} is always among them, because the session may
     * still have those of another conversation.
     */
    private static TurnSettings settings(ObjectNode parameters, Caching caching) {
        ObjectNode body = parameters;
        if (!body.path("tools").isArray()) {
            body = parameters.deepCopy();
            body.putArray("tools");
        }
        return new TurnSettings(new String(Json.bytes(body), StandardCharsets.UTF_8), caching);
    }
}
