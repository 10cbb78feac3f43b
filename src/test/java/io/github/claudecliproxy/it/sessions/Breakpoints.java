package io.github.claudecliproxy.it.sessions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.util.ArrayList;
import java.util.List;

/** Where clients set cache breakpoints, and for how long; those on messages move on with each request. */
enum Breakpoints {
    NONE("nothing", "", "", 0),
    OPENING("system and tools", "5m", "", 0),
    MOVING("system, tools, last message", "5m", "5m", 1),
    MOVING_TWO("system, tools, last two user messages", "5m", "5m", 2),
    AUTOMATIC("automatic", "", "5m", 0),
    HOUR_OPENING("system and tools 1h, last message 5m", "1h", "5m", 1),
    HOUR("system, tools, last message 1h", "1h", "1h", 1),
    AUTOMATIC_HOUR("automatic 1h", "", "1h", 0);

    private final String label;
    private final String opening;
    private final String messages;
    private final int moving;

    Breakpoints(String label, String opening, String messages, int moving) {
        this.label = label;
        this.opening = opening;
        this.messages = messages;
        this.moving = moving;
    }

    @Override
    public String toString() {
        return label;
    }

    /** Sets the breakpoints of a request whose system prompt and messages consist of blocks. */
    void setOn(ObjectNode request) {
        if (!opening.isEmpty()) {
            markLast(request.path("system"), opening);
            markLast(request.path("tools"), opening);
        }
        List<JsonNode> users = new ArrayList<>();
        for (JsonNode message : request.path("messages")) {
            if (message.path("role").asText().equals("user")) {
                users.add(message.path("content"));
            }
        }
        users.subList(Math.max(0, users.size() - moving), users.size()).forEach(content -> markLast(content, messages));
        if (moving == 0 && !messages.isEmpty()) {
            request.set("cache_control", mark(messages));
        }
    }

    private static void markLast(JsonNode blocks, String ttl) {
        ((ObjectNode) blocks.get(blocks.size() - 1)).set("cache_control", mark(ttl));
    }

    private static ObjectNode mark(String ttl) {
        ObjectNode mark = Json.object().put("type", "ephemeral");
        return ttl.equals("5m") ? mark : mark.put("ttl", ttl);
    }
}
