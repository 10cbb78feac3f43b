package io.github.claudecliproxy.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * A conversation in the making, in the Messages API's words. Instructions may stand anywhere; the API has them in one place
 * before the conversation, where they go in their order, a line each, as with Claude's own endpoint for OpenAI's clients.
 * Instructions alone are the question.
 */
public final class Conversation {
    private static final String SYSTEM = "system";

    private final List<Entry> entries = new ArrayList<>();

    /**
     * One message.
     *
     * @param source where it stands in the client's request
     */
    private record Entry(String source, ObjectNode message) {}

    /** Adds instructions; nothing if they are blank. */
    public void system(String source, String text) {
        if (!text.isBlank()) {
            add(source, SYSTEM, text(text));
        }
    }

    public void user(String source, ArrayNode content) {
        add(source, "user", content);
    }

    /** Adds an answer of the model; nothing if it is empty. */
    public void assistant(String source, ArrayNode content) {
        if (!content.isEmpty()) {
            add(source, "assistant", content);
        }
    }

    /** Adds what another one has. */
    public void addAll(Conversation other) {
        entries.addAll(other.entries);
    }

    /** Adds messages as {@link #messages()} gave them, but for what the model left blank: the API takes no such text back. */
    public void addAll(String source, JsonNode messages) {
        for (JsonNode message : messages) {
            ArrayNode content = Json.mapper().createArrayNode();
            message.path("content").forEach(block -> {
                if (!isBlank(block)) {
                    content.add(block);
                }
            });
            if (!content.isEmpty()) {
                add(source, message.path("role").asText(), content);
            }
        }
    }

    /** Whether a content block is a text that says nothing. */
    public static boolean isBlank(JsonNode block) {
        return block.path("type").asText("").equals("text")
                && block.path("text").asText("").isBlank();
    }

    public boolean isEmpty() {
        return entries.isEmpty();
    }

    private void add(String source, String role, ArrayNode content) {
        ObjectNode message = Json.object().put("role", role);
        message.set("content", content);
        entries.add(new Entry(source, message));
    }

    /** The messages with the instructions among them, to be kept. */
    public ArrayNode messages() {
        ArrayNode all = Json.mapper().createArrayNode();
        entries.forEach(entry -> all.add(entry.message()));
        return all;
    }

    /** Writes {@code system} and {@code messages} to a request. */
    public void writeTo(ObjectNode request) {
        StringBuilder system = new StringBuilder();
        ArrayNode messages = request.putArray("messages");
        for (Entry entry : entries) {
            if (isSystem(entry)) {
                system.append(system.isEmpty() ? "" : "\n")
                        .append(entry.message().at("/content/0/text").asText());
            } else {
                messages.add(entry.message());
            }
        }
        if (messages.isEmpty() && !system.isEmpty()) { // the API wants a question
            messages.addObject().put("role", "user").set("content", text(system.toString()));
        } else if (!system.isEmpty()) {
            request.put(SYSTEM, system.toString());
        }
    }

    /** Where each of the written messages stands in the client's request. */
    List<String> sources() {
        return entries.stream()
                .filter(entry -> !isSystem(entry))
                .map(Entry::source)
                .toList();
    }

    private static boolean isSystem(Entry entry) {
        return entry.message().path("role").asText().equals(SYSTEM);
    }

    /** One block of text. */
    public static ArrayNode text(String text) {
        ArrayNode content = Json.mapper().createArrayNode();
        content.addObject().put("type", "text").put("text", text);
        return content;
    }
}
