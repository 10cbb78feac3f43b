package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.protocol.ClientTools;
import io.github.claudecliproxy.cli.protocol.TurnSettings;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * The conversation that a session is wanted for.
 *
 * @param owner whose conversation it is: a digest of the caller's key
 * @param key what a process for it has to be started with
 * @param systemPrompt empty when there is none
 * @param messages the messages in the API's form ({@code role}, {@code content}), oldest first, in alternating roles;
 *     the last is the question, or the beginning of the answer, which the model continues
 * @param digests one for each message, equal for messages that tell the model the same
 * @param settings variables that the CLI reads anew for each turn
 * @param tools names of the tools that the client runs; their definitions are in the settings
 * @param counted definitions of the tools, in the API's form, when the conversation is only to be counted
 * @param seals whether the turn ends with the API's first answer, so that the CLI must not ask for another
 */
public record SessionSpec(
        String owner,
        SpawnKey key,
        String systemPrompt,
        List<ObjectNode> messages,
        List<String> digests,
        TurnSettings settings,
        List<String> tools,
        Optional<JsonNode> counted,
        boolean seals) {
    public SessionSpec {
        messages = List.copyOf(messages);
        digests = List.copyOf(digests);
        tools = List.copyOf(tools);
    }

    /** With digests of the messages' content. */
    public SessionSpec(
            String owner,
            SpawnKey key,
            String systemPrompt,
            List<ObjectNode> messages,
            TurnSettings settings,
            List<String> tools,
            boolean seals) {
        this(
                owner,
                key,
                systemPrompt,
                messages,
                messages.stream().map(MessageIdentity::of).collect(Collectors.toList()),
                settings,
                tools,
                Optional.empty(),
                seals);
    }

    /** For a question to the CLI itself, outside any conversation. */
    public static SessionSpec ofNothing() {
        return new SessionSpec(
                "", SpawnKey.DEFAULT, "", List.of(), List.of(), TurnSettings.PLAIN, List.of(), Optional.empty(), true);
    }

    /**
     * The same conversation, only to be counted: with random digests, so that no session holds or will hold it.
     *
     * @param definitions of the tools, in the API's form
     */
    public SessionSpec toCount(JsonNode definitions) {
        return new SessionSpec(
                owner,
                key,
                systemPrompt,
                messages,
                messages.stream().map(message -> UUID.randomUUID().toString()).toList(),
                settings,
                tools,
                Optional.of(definitions),
                seals);
    }

    ObjectNode question() {
        return messages.get(messages.size() - 1);
    }

    /** The same for a process that is started with {@code other}. */
    public SessionSpec withKey(SpawnKey other) {
        return new SessionSpec(owner, other, systemPrompt, messages, digests, settings, tools, counted, seals);
    }

    /** Whether the API is to answer; a lookup is answered by the CLI itself. */
    public boolean isTurn() {
        return !messages.isEmpty() && counted.isEmpty();
    }

    ClientTools offered() {
        return counted.map(ClientTools::defined).orElseGet(() -> ClientTools.named(tools));
    }
}
