package io.github.claudecliproxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An error of the API, in its own words.
 *
 * @param status the HTTP status, or 0 when the error came within a stream
 * @param type the API's error type
 * @param message what the API says
 */
public record ApiWords(int status, String type, String message) {
    /** Anchored, because the CLI also prints lines with text of the client's tools, which may quote such an error. */
    private static final Pattern LINE = Pattern.compile(
            "^(?:\\S+ )?\\[ERROR\\] (?:API error \\(attempt \\d+/\\d+\\): (\\d{3}) (?:\\d{3} )?|Error streaming[^:]*: )(\\{.*})\\s*$");

    /** The error that a line of the CLI's stderr is about; empty if it is about none, or the API's body was no JSON. */
    public static Optional<ApiWords> of(String line) {
        Matcher matcher = LINE.matcher(line);
        if (!matcher.find()) {
            return Optional.empty();
        }
        try {
            JsonNode error =
                    Json.read(matcher.group(2).getBytes(StandardCharsets.UTF_8)).path("error");
            String type = error.path("type").asText("");
            int status = matcher.group(1) == null ? 0 : Integer.parseInt(matcher.group(1));
            return type.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new ApiWords(status, type, error.path("message").asText("")));
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }
}
