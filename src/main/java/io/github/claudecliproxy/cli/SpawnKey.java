package io.github.claudecliproxy.cli;

import java.util.List;
import java.util.Optional;

/**
 * What of a conversation must be known when its process is started; everything else can be told to a process that
 * already runs.
 *
 * @param model a model name that the CLI takes, or empty for its default
 * @param betas beta features of the API that are asked for
 * @param builtInTools whether the session may use the built-in tools that the operator allows
 */
public record SpawnKey(Optional<String> model, List<String> betas, boolean builtInTools) {
    public static final SpawnKey DEFAULT = new SpawnKey(Optional.empty(), List.of(), false);

    public SpawnKey {
        if (model.filter(name -> name.isBlank() || name.startsWith("-")).isPresent()) {
            throw new IllegalArgumentException("a model must not look like an option");
        }
        betas = List.copyOf(betas);
    }
}
