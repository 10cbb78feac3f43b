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
 * @param settings settings of the CLI's that it reads anew for this turn: {@code env}, {@code effortLevel}
 * @param tools names of the client's own tools; the model is told their definitions in the settings, and a call of one
 *     is left unanswered, so that the CLI rests until its process is ended
 * @param betas beta features of the API that are asked for
 * @param builtInTools whether the session may use the built-in tools that the operator allows
 * @param oneAnswer whether the turn ends with the API's first answer, so that the CLI must not go on by itself
 */
public record SessionSpec(
        Optional<String> model,
        List<String> systemPrompt,
        List<ObjectNode> history,
        ObjectNode question,
        ObjectNode settings,
        List<String> tools,
        List<String> betas,
        boolean builtInTools,
        boolean oneAnswer) {
    public SessionSpec {
        if (model.filter(name -> name.isBlank() || name.startsWith("-")).isPresent()) {
            throw new IllegalArgumentException("a model must not look like an option");
        }
        systemPrompt = List.copyOf(systemPrompt);
        history = List.copyOf(history);
        tools = List.copyOf(tools);
        betas = List.copyOf(betas);
    }
}
