package io.github.claudecliproxy.messages.request;

import io.github.claudecliproxy.messages.Fields;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A checked request to {@code POST /chat}.
 *
 * @param prompt the question, not blank
 * @param model a model name, or empty for the CLI's default
 * @param systemPrompt empty for none
 * @param maxTurns how many answers the CLI may ask the model for, with tool use between them
 * @param timeout how long the turn may run
 * @param priority as sent
 * @param ignored names of unknown fields
 */
public record ChatRequest(
        String prompt,
        String model,
        String systemPrompt,
        int maxTurns,
        Duration timeout,
        Optional<String> priority,
        Set<String> ignored) {

    private static final int MAX_TURNS = 100;
    private static final int MAX_TIMEOUT_MS = 3_600_000;

    private static final Set<String> KNOWN =
            Set.of("prompt", "model", "systemPrompt", "maxTurns", "timeoutMs", "priority");

    /**
     * Reads and checks a request body.
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
        fields.object().fieldNames().forEachRemaining(ignored::add);
        ignored.removeAll(KNOWN);
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
