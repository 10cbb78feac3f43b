package io.github.claudecliproxy.messages.request;

import io.github.claudecliproxy.messages.Fields;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request to {@code POST /chat}, the simple endpoint of the proxy that this one descends from.
 *
 * @param prompt the question, not blank
 * @param model a model name, or empty for the CLI's default
 * @param systemPrompt empty for none
 * @param maxTurns how many answers of the model the CLI may ask for, tool use between them
 * @param timeout how long the turn may run
 * @param priority the name as sent, or empty
 * @param ignored names of the fields that mean nothing here
 */
public record ChatRequest(
        String prompt,
        String model,
        String systemPrompt,
        int maxTurns,
        Duration timeout,
        Optional<String> priority,
        Set<String> ignored) {

    /** The most turns that one request may ask for. */
    public static final int MAX_TURNS = 100;
    /** The longest that one request may run, ms. */
    public static final int MAX_TIMEOUT_MS = 3_600_000;

    private static final Set<String> KNOWN =
            Set.of("prompt", "model", "systemPrompt", "maxTurns", "timeoutMs", "priority");

    /**
     * Checks a request body.
     *
     * @throws InvalidRequestException naming the first field that is missing or wrong
     */
    public static ChatRequest of(byte[] body, int defaultMaxTurns, Duration defaultTimeout)
            throws InvalidRequestException {
        Fields fields = Fields.of(body);
        String prompt = fields.optionalText("prompt");
        if (prompt.isBlank()) {
            throw new InvalidRequestException("prompt: required, a string that is not blank");
        }
        int maxTurns = fields.optionalInt("maxTurns", 1, MAX_TURNS);
        int timeoutMs = fields.optionalInt("timeoutMs", 1, MAX_TIMEOUT_MS);
        String priority = fields.optionalText("priority");
        Set<String> ignored = new TreeSet<>();
        fields.object().fieldNames().forEachRemaining(name -> {
            if (!KNOWN.contains(name)) {
                ignored.add(name);
            }
        });
        return new ChatRequest(
                prompt,
                fields.modelName("model"),
                fields.optionalText("systemPrompt"),
                maxTurns < 0 ? defaultMaxTurns : maxTurns,
                timeoutMs < 0 ? defaultTimeout : Duration.ofMillis(timeoutMs),
                priority.isEmpty() ? Optional.empty() : Optional.of(priority),
                ignored);
    }
}
