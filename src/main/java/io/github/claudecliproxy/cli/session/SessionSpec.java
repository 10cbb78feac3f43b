package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.process.SpawnKey;
import java.util.List;
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
                seals);
    }

    /** A session that is asked about the CLI itself, and about no conversation. */
    public static SessionSpec ofNothing() {
        return new SessionSpec("", SpawnKey.DEFAULT, "", List.of(), List.of(), TurnSettings.PLAIN, List.of(), true);
    }

    /** The same conversation, but none that any session has or will have. */
    public SessionSpec apart() {
        return new SessionSpec(
                owner,
                key,
                systemPrompt,
                messages,
                messages.stream().map(message -> "").toList(),
                settings,
                tools,
                seals);
    }

    ObjectNode question() {
        return messages.get(messages.size() - 1);
    }

    /** For a session that is started otherwise. */
    public SessionSpec withKey(SpawnKey other) {
        return new SessionSpec(owner, other, systemPrompt, messages, digests, settings, tools, seals);
    }
}
