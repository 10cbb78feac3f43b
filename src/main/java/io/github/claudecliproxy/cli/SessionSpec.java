package io.github.claudecliproxy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;

/**
 * The conversation that a session is wanted for.
 *
 * @param model a model name that the CLI takes, or empty for its default
 * @param systemPrompt the system prompt's texts, in order
 * @param history past messages in the API's form ({@code role}, {@code content}), oldest first
 * @param question the message to answer; its role is {@code user}
 * @param settings environment variables that the CLI reads anew for this turn
 * @param oneAnswer whether the turn ends with the API's first answer, so that the CLI must not go on by itself
 */
public record SessionSpec(
        Optional<String> model,
        List<String> systemPrompt,
        List<ObjectNode> history,
        ObjectNode question,
        ObjectNode settings,
        boolean oneAnswer) {
    public SessionSpec {
        if (model.filter(name -> name.isBlank() || name.startsWith("-")).isPresent()) {
            throw new IllegalArgumentException("a model must not look like an option");
        }
        systemPrompt = List.copyOf(systemPrompt);
        history = List.copyOf(history);
    }
}
