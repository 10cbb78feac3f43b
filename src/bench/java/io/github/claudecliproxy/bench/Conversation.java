package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;

/** A client's conversation: each request carries all of it. */
final class Conversation {
    static final String MODEL = "claude-sonnet-5";

    private final ObjectNode request;
    private final ArrayNode messages;

    Conversation(String system, boolean stream) {
        request = Json.object().put("model", MODEL).put("max_tokens", 1024).put("stream", stream);
        if (!system.isEmpty()) {
            request.put("system", system);
        }
        messages = request.putArray("messages");
    }

    /** Gives it the tool that scripted answers call. */
    Conversation withTool() {
        request.putArray("tools").add(tool());
        return this;
    }

    static ObjectNode tool() {
        ObjectNode tool = Json.object().put("name", "lookup").put("description", "Looks something up");
        ObjectNode schema = tool.putObject("input_schema").put("type", "object");
        schema.putObject("properties").putObject("q").put("type", "string");
        return tool;
    }

    Conversation ask(String text) {
        messages.add(question(text));
        return this;
    }

    /** Asks something else in the place of the last question. */
    Conversation edit(String text) {
        messages.remove(messages.size() - 1);
        return ask(text);
    }

    static ObjectNode question(String text) {
        ObjectNode message = Json.object().put("role", "user");
        message.putArray("content").addObject().put("type", "text").put("text", text);
        return message;
    }

    /** Adds an answer as the model gave it. */
    Conversation answered(ArrayNode content) {
        messages.addObject().put("role", "assistant").set("content", content);
        return this;
    }

    Conversation toolResult(String id) {
        messages.addObject()
                .put("role", "user")
                .putArray("content")
                .addObject()
                .put("type", "tool_result")
                .put("tool_use_id", id)
                .put("content", "found");
        return this;
    }

    /** The request, to be written otherwise. */
    ObjectNode request() {
        return request.deepCopy();
    }

    byte[] body() {
        return Json.bytes(request);
    }
}
