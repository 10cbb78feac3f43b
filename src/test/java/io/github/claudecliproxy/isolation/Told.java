package io.github.claudecliproxy.isolation;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** What a conversation sends besides its messages: system prompt, tools and parameters, each of which may change. */
final class Told {
    private static final int MOST_TOOLS = 3;
    private static final List<String> EFFORTS = List.of("low", "medium", "high", "max");

    private final Random random;
    private final Wording wording;
    private final boolean hasEffort;
    private String system = "";
    private List<String> tools = List.of();
    private ObjectNode parameters = Json.object();

    /**
     * Of one conversation.
     *
     * @param hasEffort whether its model accepts an effort
     */
    Told(Random random, Wording wording, boolean hasEffort) {
        this.random = random;
        this.wording = wording;
        this.hasEffort = hasEffort;
        changeSystem();
        changeTools();
        changeParameters();
    }

    /** Few are empty: a process that had a system prompt cannot go back to none, and a new process is slow. */
    void changeSystem() {
        system = random.nextInt(40) == 0 ? "" : "You are " + wording.text(random);
    }

    void changeTools() {
        List<String> names = new ArrayList<>();
        int count = random.nextInt(MOST_TOOLS + 1);
        for (int i = 0; i < count; i++) {
            names.add((random.nextBoolean() ? "find." : "look_") + i + "-" + wording.word());
        }
        tools = names;
    }

    void changeParameters() {
        parameters = Json.object().put("max_tokens", 3000 + random.nextInt(1000));
        boolean effort = hasEffort && random.nextBoolean();
        if (effort) {
            parameters.putObject("output_config").put("effort", EFFORTS.get(random.nextInt(EFFORTS.size())));
        }
        if (random.nextBoolean()) {
            parameters.putArray("stop_sequences").add(wording.word());
        }
        if (random.nextInt(3) == 0) {
            parameters.putObject("thinking").put("type", "enabled").put("budget_tokens", 1024 + random.nextInt(1000));
        } else if (random.nextInt(3) == 0) {
            parameters.put("top_k", 1 + random.nextInt(100));
        }
    }

    List<String> tools() {
        return tools;
    }

    boolean thinks() {
        return parameters.has("thinking");
    }

    /** Writes it into a request. */
    void into(ObjectNode request) {
        request.setAll(parameters);
        if (!system.isEmpty()) {
            request.put("system", system);
        }
        if (!tools.isEmpty() || random.nextBoolean()) {
            ArrayNode all = request.putArray("tools");
            for (String tool : tools) {
                all.addObject()
                        .put("name", tool)
                        .put("description", "Finds " + wording.word())
                        .putObject("input_schema")
                        .put("type", "object");
            }
        }
    }
}
