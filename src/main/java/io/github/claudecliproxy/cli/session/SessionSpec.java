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
 * @param owner whose conversation it is: a digest of the key that the caller brought
 * @param key what must be known when a process is started for it
 * @param systemPrompt empty when there is none
 * @param messages the messages in the API's form ({@code role}, {@code content}), oldest first, the roles taking turns; the
 *     last is the question, or the beginning of the answer that is wanted
 * @param digests of each message: equal for messages that tell the model the same
 * @param settings variables that the CLI reads anew for each turn; every one of {@link TurnSettings}
 * @param tools names of the tools that the client runs; the model is told their definitions in the settings
 * @param counted definitions of the tools, in the API's form, where the conversation is only to be counted
 * @param seals whether the turn ends with the API's first answer, and the CLI must not ask for another
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

    /** With the messages' own digests. */
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

    /** A session that is asked about the CLI itself, and about no conversation. */
    public static SessionSpec ofNothing() {
        return new SessionSpec(
                "", SpawnKey.DEFAULT, "", List.of(), List.of(), TurnSettings.PLAIN, List.of(), Optional.empty(), true);
    }

    /**
     * The same conversation to be counted, which is none that any session has or will have.
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

    /** For a session that is started otherwise. */
    public SessionSpec withKey(SpawnKey other) {
        return new SessionSpec(owner, other, systemPrompt, messages, digests, settings, tools, counted, seals);
    }

    /** Whether it is a turn; else the CLI is only asked about something, and the API does not answer. */
    public boolean isTurn() {
        return !messages.isEmpty() && counted.isEmpty();
    }

    ClientTools offered() {
        return counted.map(ClientTools::defined).orElseGet(() -> ClientTools.named(tools));
    }
}
