package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One streamed answer and when it came. Lines are only kept while it comes, and read afterwards, so that reading is no
 * part of what is measured.
 */
final class AnswerLines implements HttpConnection.Lines {
    private final long began = System.nanoTime();
    private final List<String> lines = new ArrayList<>();
    private long first;
    private long last;

    /** A line of the stream, with or without what stands around its event. */
    @Override
    public void line(String line) {
        if (first == 0 && line.contains("\"content_block_delta\"")) {
            first = System.nanoTime();
        }
        lines.add(line);
        if (isStop(line)) {
            last = System.nanoTime();
        }
    }

    static boolean isStop(String line) {
        return line.contains("\"message_stop\"");
    }

    long firstNanos() throws IOException {
        return since(first);
    }

    long totalNanos() throws IOException {
        return since(last);
    }

    private long since(long time) throws IOException {
        if (time == 0) {
            throw new IOException("no whole answer: " + lines);
        }
        return time - began;
    }

    /** The content blocks. */
    ArrayNode content() throws IOException {
        since(last);
        ArrayNode content = Json.mapper().createArrayNode();
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            JsonNode event = event(line);
            switch (event.path("type").asText()) {
                case "content_block_start" -> {
                    content.add(event.path("content_block").deepCopy());
                    text.setLength(0);
                }
                case "content_block_delta" ->
                    text.append(event.at("/delta/text").asText())
                            .append(event.at("/delta/partial_json").asText());
                case "content_block_stop" -> finish((ObjectNode) content.get(content.size() - 1), text);
                default -> {} // begins or ends the message
            }
        }
        return content;
    }

    /** The event of a line from the proxy ({@code data: ...}) or from a CLI ({@code {"type":"stream_event",...}}). */
    private static JsonNode event(String line) throws IOException {
        int brace = line.indexOf('{');
        if (brace < 0) {
            return Json.object();
        }
        JsonNode json = Json.read(line.substring(brace).getBytes(StandardCharsets.UTF_8));
        return json.path("type").asText().equals("stream_event") ? json.path("event") : json;
    }

    private static void finish(ObjectNode block, StringBuilder text) throws IOException {
        if (block.path("type").asText().equals("text")) {
            block.put("text", text.toString());
        } else if (!text.isEmpty()) {
            block.set("input", Json.read(text.toString().getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** The id of the tool call that ends the answer, or empty when none does. */
    static String toolCall(ArrayNode content) {
        JsonNode last = content.path(content.size() - 1);
        return last.path("type").asText().equals("tool_use") ? last.path("id").asText() : "";
    }
}
