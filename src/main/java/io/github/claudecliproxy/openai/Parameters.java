package io.github.claudecliproxy.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.util.Map;
import java.util.Set;

/** Fields that both of OpenAI's APIs have, under the Messages API's names. */
public final class Parameters {
    private static final Set<String> EFFORTS = Set.of("none", "minimal", "low", "medium", "high", "xhigh", "max");
    private static final int HIGHEST_TEMPERATURE = 2;

    /** What asks for nothing, because it is so anyway. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "service_tier",
            "auto",
            "truncation",
            "disabled",
            "verbosity",
            "medium",
            "prompt_cache_retention",
            "in_memory");

    private final Field request;
    private final ObjectNode made;
    private final Set<String> ignored;

    /**
     * Translates fields of a request.
     *
     * @param made gets them
     * @param ignored gets the names of those that cannot be honoured
     */
    public Parameters(Field request, ObjectNode made, Set<String> ignored) {
        this.request = request;
        this.made = made;
        this.ignored = ignored;
    }

    /** The model, by its own name or by an alias of the operator's. */
    public String model(ModelAliases aliases) throws InvalidRequestException {
        String model = aliases.resolve(request.at("model").visibleText());
        made.put("model", model);
        return model;
    }

    public boolean stream() throws InvalidRequestException {
        boolean stream = request.at("stream").flag(false);
        made.put("stream", stream);
        return stream;
    }

    /**
     * {@code temperature} up to 1, which is as far as Claude's goes, and {@code thinking} as it is. {@code top_p} only without a
     * temperature: several models refuse both. At 1, OpenAI's default, it asks for nothing.
     */
    public void sampling() throws InvalidRequestException {
        Field temperature = request.at("temperature");
        double asked = number(temperature);
        if (asked < 0 || asked > HIGHEST_TEMPERATURE) {
            throw temperature.wrong("must be from 0 to " + HIGHEST_TEMPERATURE);
        }
        if (asked > 1) {
            made.put("temperature", 1);
            ignored.add("temperature");
        } else {
            copy(temperature, "temperature");
        }
        Field topP = request.at("top_p");
        if (number(topP) != 1 && !topP.isAbsent() && !temperature.isAbsent()) {
            ignored.add("top_p");
        } else if (number(topP) != 1) {
            copy(topP, "top_p");
        }
        copy(request.at("thinking"), "thinking");
    }

    private static double number(Field field) throws InvalidRequestException {
        if (!field.isAbsent() && !field.value().isNumber()) {
            throw field.wrong("must be a number");
        }
        return field.value().asDouble(0);
    }

    private void copy(Field field, String name) {
        if (!field.isAbsent()) {
            made.set(name, field.value());
        }
    }

    /** The most tokens of the answer, by the first of these fields that the request has. */
    public void maxTokens(String... names) throws InvalidRequestException {
        for (String name : names) {
            Field field = request.at(name);
            if (!field.isAbsent() && !isCount(field.value())) {
                throw field.wrong("must be a whole number of at least 1");
            }
            if (!field.isAbsent() && !made.has("max_tokens")) {
                made.set("max_tokens", field.value());
            }
        }
    }

    private static boolean isCount(JsonNode value) {
        return value.isIntegralNumber() && value.canConvertToInt() && value.intValue() > 0;
    }

    /** An effort; {@code none} asks for no thinking, which is what a request without thinking asks for. */
    public void effort(Field effort) throws InvalidRequestException {
        String asked = effort.oneOf(EFFORTS);
        if (!asked.isEmpty() && !asked.equals("none")) {
            outputConfig().put("effort", asked.equals("minimal") ? "low" : asked);
        }
    }

    /**
     * The form of the answer. A schema is enforced; for any JSON object the API has no form, so it is asked for in words.
     *
     * @param format with the {@code type}
     * @param schema of a {@code json_schema}
     */
    public void format(Field format, Field schema, Conversation conversation) throws InvalidRequestException {
        if (format.isAbsent()) {
            return;
        }
        String type = format.object().at("type").text();
        switch (type) {
            case "text" -> {
                // as without it
            }
            case "json_schema" ->
                outputConfig()
                        .putObject("format")
                        .put("type", type)
                        .set(
                                "schema",
                                StrictSchema.of((ObjectNode) schema.object().value(), ignored));
            case "json_object" -> {
                conversation.system(format.path(), "Answer with one JSON object and nothing else.");
                ignored.add(format.path());
            }
            default -> throw format.at("type").wrong("must be text, json_schema or json_object");
        }
    }

    private ObjectNode outputConfig() {
        return made.path("output_config") instanceof ObjectNode known ? known : made.putObject("output_config");
    }

    /** Who asks, by the first of these fields that says so; {@code metadata.user_id} of the Messages API. */
    public void user(String... names) throws InvalidRequestException {
        for (String name : names) {
            String user = request.at(name).optionalText();
            if (!user.isEmpty() && !made.has("metadata")) {
                made.putObject("metadata").put("user_id", user);
            }
        }
    }

    /** Notes the names of all fields that ask for something and are not among {@code honoured}. */
    public void noteOthers(Set<String> honoured) {
        for (Map.Entry<String, JsonNode> field : request.value().properties()) {
            String name = field.getKey();
            boolean asksNothing = name.equals("seed")
                    ? field.getValue().isNull()
                    : request.at(name).asksNothing()
                            || field.getValue().asText("").equals(DEFAULTS.get(name));
            if (!asksNothing && !honoured.contains(name)) {
                ignored.add(name);
            }
        }
    }
}
