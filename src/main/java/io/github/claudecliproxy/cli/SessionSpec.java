package io.github.claudecliproxy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * The conversation that a session is wanted for.
 *
 * @param owner whose conversation it is: a digest of the key that the caller brought
 * @param model a model name that the CLI takes, or empty for its default
 * @param systemPrompt the system prompt's texts, in order
 * @param history past messages in the API's form ({@code role}, {@code content}), oldest first
 * @param question the message to answer; its role is {@code user}
 * @param settings settings of the CLI's that it reads anew for this turn: {@code env}, {@code effortLevel}
 * @param tools names of the client's own tools; the model is told their definitions in the settings
 * @param betas beta features of the API that are asked for
 * @param builtInTools whether the session may use the built-in tools that the operator allows
 * @param parks whether the session may stay with its conversation after the turn, for the next one; the turn must end
 *     with the API's first answer then
 */
public record SessionSpec(
        String owner,
        Optional<String> model,
        List<String> systemPrompt,
        List<ObjectNode> history,
        ObjectNode question,
        ObjectNode settings,
        List<String> tools,
        List<String> betas,
        boolean builtInTools,
        boolean parks) {
    public SessionSpec {
        if (model.filter(name -> name.isBlank() || name.startsWith("-")).isPresent()) {
            throw new IllegalArgumentException("a model must not look like an option");
        }
        systemPrompt = List.copyOf(systemPrompt);
        history = List.copyOf(history);
        tools = List.copyOf(tools);
        betas = List.copyOf(betas);
    }

    /** A session that is asked about the CLI itself, and about no conversation. */
    public static SessionSpec ofNothing() {
        return new SessionSpec(
                "",
                Optional.empty(),
                List.of(),
                List.of(),
                Json.object(),
                plainSettings(),
                List.of(),
                List.of(),
                false,
                false);
    }

    /**
     * Settings that say nothing of the client's. A request that says nothing of thinking asks for none, and one that says
     * nothing of effort for the API's own default; the CLI by itself would choose otherwise.
     */
    public static ObjectNode plainSettings() {
        ObjectNode settings = Json.object();
        settings.putObject("env").put("CLAUDE_CODE_DISABLE_THINKING", "1");
        return settings.put("effortLevel", "high");
    }

    Opening opening() {
        return new Opening(systemPrompt, tools, settings);
    }

    /**
     * What a conversation begins with, before its first message.
     *
     * @param systemPrompt fixed for good by the CLI's first line, as are the tools
     * @param settings can be replaced by later ones
     */
    record Opening(List<String> systemPrompt, List<String> tools, ObjectNode settings) {
        static final Opening NONE = new Opening(List.of(), List.of(), plainSettings());

        boolean announcesAs(Opening other) {
            return systemPrompt.equals(other.systemPrompt) && tools.equals(other.tools);
        }
    }
}
