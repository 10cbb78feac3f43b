package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * How clients of several makes write a conversation into a request. Each round they write all of it anew, and what they
 * leave out or move makes it differ from what they were answered and from what they wrote before.
 */
enum Dialect {
    /** A prompt in blocks, and cache breakpoints behind it and behind the last two of the user's messages. */
    CLAUDE_CODE("Claude Code") {
        @Override
        void write(ObjectNode request) {
            systemInBlocks(request, "You are an agent.");
            mark(last(request.path("system")));
            List<JsonNode> users = messages(request, "user");
            users.subList(Math.max(0, users.size() - 2), users.size())
                    .forEach(message -> mark(last(message.path("content"))));
        }
    },
    /** Questions and results of tools are strings; an answer's blocks are written anew. */
    LANGGRAPH("LangGraph") {
        @Override
        void write(ObjectNode request) {
            for (JsonNode message : messages(request, "user")) {
                JsonNode content = message.path("content");
                if (isText(content.path(0))) {
                    ((ObjectNode) message).set("content", content.path(0).path("text"));
                }
                blocks(content, "tool_result").forEach(result -> result.put("is_error", false));
            }
            withoutCaller(request);
        }
    },
    /** Everything is in blocks; of a tool's call the caller is dropped. */
    AI_SDK("AI SDK") {
        @Override
        void write(ObjectNode request) {
            systemInBlocks(request);
            for (JsonNode message : messages(request, "user")) {
                blocks(message.path("content"), "tool_result").forEach(result -> {
                    JsonNode text = result.path("content");
                    result.putArray("content").addObject().put("type", "text").set("text", text);
                });
            }
            withoutCaller(request);
        }
    },
    /** The text that stood beside a tool's call is dropped. */
    SPRING_AI("Spring AI") {
        @Override
        void write(ObjectNode request) {
            for (JsonNode message : messages(request, "assistant")) {
                ArrayNode content = (ArrayNode) message.path("content");
                if (!blocks(content, "tool_use").isEmpty()) {
                    for (int i = content.size() - 1; i >= 0; i--) {
                        if (isText(content.path(i))) {
                            content.remove(i);
                        }
                    }
                }
            }
            withoutCaller(request);
        }
    },
    /** A breakpoint behind the prompt, and one that moves to the newest message. */
    COOKBOOK("cookbook") {
        @Override
        void write(ObjectNode request) {
            systemInBlocks(request);
            mark(last(request.path("system")));
            mark(last(last(request.path("messages")).path("content")));
        }
    };

    private final String make;

    Dialect(String make) {
        this.make = make;
    }

    /** Who writes so. */
    String make() {
        return make;
    }

    /** The request as such a client writes it. */
    byte[] body(Conversation conversation) {
        ObjectNode request = conversation.request();
        write(request);
        return Json.bytes(request);
    }

    abstract void write(ObjectNode request);

    private static void systemInBlocks(ObjectNode request, String... before) {
        String system = request.path("system").asText();
        ArrayNode blocks = request.putArray("system");
        for (String text : before) {
            blocks.addObject().put("type", "text").put("text", text);
        }
        blocks.addObject().put("type", "text").put("text", system);
    }

    private static void withoutCaller(ObjectNode request) {
        for (JsonNode message : messages(request, "assistant")) {
            blocks(message.path("content"), "tool_use").forEach(call -> call.remove("caller"));
        }
    }

    private static void mark(JsonNode block) {
        ((ObjectNode) block).putObject("cache_control").put("type", "ephemeral");
    }

    private static JsonNode last(JsonNode array) {
        return array.path(array.size() - 1);
    }

    private static boolean isText(JsonNode block) {
        return block.path("type").asText().equals("text");
    }

    private static List<JsonNode> messages(ObjectNode request, String role) {
        List<JsonNode> found = new ArrayList<>();
        for (JsonNode message : request.path("messages")) {
            if (message.path("role").asText().equals(role)) {
                found.add(message);
            }
        }
        return found;
    }

    private static List<ObjectNode> blocks(JsonNode content, String type) {
        List<ObjectNode> found = new ArrayList<>();
        for (JsonNode block : content) {
            if (block instanceof ObjectNode object
                    && block.path("type").asText().equals(type)) {
                found.add(object);
            }
        }
        return found;
    }
}
