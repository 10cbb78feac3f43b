package io.github.claudecliproxy.cli;

import java.util.List;
import java.util.Optional;

/**
 * What a process has to be started with; everything else can be told to it while it runs.
 *
 * @param model a name that the CLI knows, or empty for its default
 * @param betas beta features of the API
 * @param builtInTools whether the session may use the built-in tools that the operator allows
 */
public record SpawnKey(Optional<String> model, List<String> betas, boolean builtInTools) {
    public static final SpawnKey DEFAULT = new SpawnKey(Optional.empty(), List.of(), false);

    public SpawnKey {
        if (model.filter(name -> name.isBlank() || name.startsWith("-")).isPresent()) {
            throw new IllegalArgumentException(
                    "model: must not be blank or start with '-', which the CLI would take for an option");
        }
        betas = List.copyOf(betas);
    }
}
