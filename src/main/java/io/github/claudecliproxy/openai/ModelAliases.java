package io.github.claudecliproxy.openai;

import io.github.claudecliproxy.messages.Fields;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Names that the operator gives to models, for programs whose models cannot be changed.
 *
 * @param models the model of each name
 */
public record ModelAliases(Map<String, String> models) {
    public static final ModelAliases NONE = new ModelAliases(Map.of());

    public ModelAliases {
        models = Map.copyOf(models);
    }

    /**
     * Reads {@code name=model} pairs, separated by commas.
     *
     * @throws IllegalArgumentException saying what is wrong
     */
    public static ModelAliases of(String pairs) {
        Map<String, String> models = new TreeMap<>();
        for (String pair : pairs.isBlank() ? new String[0] : pairs.split(",", -1)) {
            String[] sides = pair.strip().split("=", -1);
            if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank()) {
                throw new IllegalArgumentException("'" + pair.strip() + "' is not of the form name=model");
            }
            if (!Fields.isModelName(sides[1].strip())) {
                throw new IllegalArgumentException("'" + sides[1].strip() + "' is not a model name");
            }
            if (models.put(sides[0].strip(), sides[1].strip()) != null) {
                throw new IllegalArgumentException("'" + sides[0].strip() + "' is there twice");
            }
        }
        return new ModelAliases(models);
    }

    /** The model of this name, or the name itself if it is no alias. */
    public String resolve(String name) {
        return models.getOrDefault(name, name);
    }

    /** Whether an alias stands for this model. */
    public boolean haveTarget(String model) {
        return models.containsValue(model);
    }

    /** The aliases of models that pass. */
    public ModelAliases only(Predicate<String> allowed) {
        Map<String, String> passing = new TreeMap<>(models);
        passing.values().removeIf(allowed.negate());
        return new ModelAliases(passing);
    }

    public Set<String> names() {
        return new TreeSet<>(models.keySet());
    }
}
