package io.github.claudecliproxy.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * A request of OpenAI's API, and what it is in the words of the Messages API.
 *
 * @param ignored the names of the fields that cannot be honoured, in order
 */
public record TranslationRow(String name, ObjectNode sent, ObjectNode made, List<String> ignored) {
    /** The rows of {@code src/test/resources/openai}. */
    public static List<TranslationRow> of(String file) throws IOException {
        JsonNode rows = Json.read(Files.readAllBytes(Path.of("src/test/resources/openai", file)));
        return StreamSupport.stream(rows.spliterator(), false)
                .map(row -> new TranslationRow(
                        row.path("name").asText(),
                        row.withObject("/sent"),
                        row.withObject("/made"),
                        StreamSupport.stream(row.path("ignored").spliterator(), false)
                                .map(JsonNode::asText)
                                .toList()))
                .toList();
    }

    @Override
    public String toString() {
        return name;
    }
}
