package io.github.claudecliproxy.it.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.ApiReply;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import io.github.claudecliproxy.testing.ScriptedApi;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A conversation of realistic size whose requests are metered: 8 KB of system prompt and 6 KB of tools, as an agent has,
 * questions of 300 bytes, answers of 1.5 KB, tool results of 2 KB. What the CLI adds is 1 KB (its note on the environment)
 * and two short lines before the system prompt.
 */
final class MeteredTalk {
    private static final int QUESTION = 300;
    private static final int SYSTEM = 8_000;
    private static final AtomicInteger TALKS = new AtomicInteger();
    private static final int ANSWER = 1_500;
    private static final int RESULT = 2_000;
    private static final int TOOLS = 6;
    private static final int DESCRIPTION = 900;

    private final ScriptedApi api;
    private final Http proxy;
    private final CostMeter meter;
    private final Breakpoints breakpoints;
    private final boolean callsTools;
    private final Random random;
    private final List<String> sessions = new ArrayList<>();
    private final ObjectNode request = Json.object();
    private final int number = TALKS.incrementAndGet();
    private int asks;

    /**
     * A conversation that has not begun.
     *
     * @param application its system prompt and tools are those of all conversations with the same
     * @param callsTools whether the model calls a tool in each answer
     */
    MeteredTalk(
            ScriptedApi api,
            Http proxy,
            CostMeter meter,
            String application,
            String name,
            String model,
            Breakpoints breakpoints,
            boolean callsTools) {
        this.api = api;
        this.proxy = proxy;
        this.meter = meter;
        this.breakpoints = breakpoints;
        this.callsTools = callsTools;
        this.random = new Random((application + name).hashCode());
        Random common = new Random(application.hashCode());
        request.put("model", model).put("max_tokens", 1000);
        request.set("system", textBlocks(text(common, SYSTEM)));
        ArrayNode tools = request.putArray("tools");
        for (int i = 0; i < TOOLS; i++) {
            tools.addObject()
                    .put("name", "tool_" + i)
                    .put("description", text(common, DESCRIPTION))
                    .putObject("input_schema")
                    .put("type", "object");
        }
        request.putArray("messages");
    }

    /** Text without a meaning, always the same for the same random numbers. */
    static String text(Random random, int bytes) {
        StringBuilder text = new StringBuilder();
        while (text.length() < bytes) {
            text.append(Integer.toString(random.nextInt(36 * 36 * 36 * 36 * 36), 36))
                    .append(' ');
        }
        return text.substring(0, bytes - 1) + ".";
    }

    /** The {@code x-proxy-session} of each answer: which session served it. */
    List<String> sessions() {
        return sessions;
    }

    /** The client says the next thing, a question or a tool's result, and is answered. */
    void next() throws IOException, InterruptedException {
        ArrayNode messages = (ArrayNode) request.path("messages");
        JsonNode call = messages.path(messages.size() - 1).path("content").path(1);
        String key = "c" + number + "ask" + ++asks;
        ask(
                key,
                call.path("type").asText().equals("tool_use")
                        ? result(call.path("id").asText(), key + " " + text(random, RESULT))
                        : textBlocks(key + " " + text(random, QUESTION)));
    }

    /** The client asks a question behind a document. */
    void askOf(String document, boolean marked) throws IOException, InterruptedException {
        String key = "c" + number + "ask" + ++asks;
        ArrayNode content = textBlocks(document);
        if (marked) {
            ((ObjectNode) content.get(0)).putObject("cache_control").put("type", "ephemeral");
        }
        content.addAll(textBlocks(key + " " + text(random, QUESTION)));
        ask(key, content);
    }

    /** The client replaces its third message by another one, and drops all that followed. */
    void editThird() throws IOException, InterruptedException {
        ArrayNode messages = (ArrayNode) request.path("messages");
        while (messages.size() > 4) {
            messages.remove(4);
        }
        next();
    }

    private void ask(String key, ArrayNode content) throws IOException, InterruptedException {
        ArrayNode messages = (ArrayNode) request.path("messages");
        messages.addObject().put("role", "user").set("content", content);
        ArrayNode answer = answer(key);
        ObjectNode sent = request.deepCopy();
        breakpoints.setOn(sent);
        HttpResponse<String> response = proxy.post("/v1/messages", sent);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        List<ScriptedApi.Recorded> received = api.take(key);
        assertThat(received).hasSize(1);
        meter.asked(sent, received.get(0).body());
        sessions.add(response.headers().firstValue("x-proxy-session").orElseThrow());
        messages.addObject().put("role", "assistant").set("content", answer);
    }

    /** Lays down the answer to the question with this key: a text, or a text and a tool's call. */
    private ArrayNode answer(String key) {
        String said = text(random, ANSWER);
        ArrayNode answer = textBlocks(said);
        ScriptedAnswer scripted = new ScriptedAnswer().text(said);
        if (callsTools) {
            String id = "toolu_" + key;
            String argument = text(random, QUESTION);
            answer.addObject()
                    .put("type", "tool_use")
                    .put("id", id)
                    .put("name", "tool_1")
                    .putObject("input")
                    .put("argument", argument);
            scripted.toolUse(id, "tool_1", List.of("{\"argument\":\"" + argument + "\"}"));
        }
        List<ObjectNode> events = scripted.end(callsTools ? "tool_use" : "end_turn");
        events.get(0).withObject("/message").set("model", request.get("model"));
        api.answer(key, ApiReply.events(events));
        return answer;
    }

    private static ArrayNode result(String call, String text) {
        ArrayNode content = Json.mapper().createArrayNode();
        content.addObject().put("type", "tool_result").put("tool_use_id", call).put("content", text);
        return content;
    }

    static ArrayNode textBlocks(String text) {
        ArrayNode blocks = Json.mapper().createArrayNode();
        blocks.addObject().put("type", "text").put("text", text);
        return blocks;
    }
}
