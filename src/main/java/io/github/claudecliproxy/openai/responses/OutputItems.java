package io.github.claudecliproxy.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.openai.FunctionTools;
import io.github.claudecliproxy.openai.StopReason;
import java.util.Optional;

/**
 * The content blocks of an answer as output items, one each, so that they come back as the same blocks. An item's id tells its
 * response and its place in it.
 *
 * @param responseId begins with {@code resp_}
 * @param encrypted whether reasoning items have their {@code encrypted_content}
 * @param tools the names of the client's tools
 */
record OutputItems(String responseId, boolean encrypted, ResponseTools tools) {
    static final String RESPONSE = "resp_";

    /** The items of a whole answer; a refusal is the last. */
    ArrayNode all(JsonNode message) {
        JsonNode content = message.path("content");
        ArrayNode items = Json.mapper().createArrayNode();
        for (int i = 0; i < content.size(); i++) {
            of(content.get(i), i).ifPresent(items::add);
        }
        refused(message).ifPresent(items::add);
        return items;
    }

    /** A message that says why the model refused; empty unless it did. */
    Optional<ObjectNode> refused(JsonNode message) {
        String refusal = StopReason.refusal(message);
        if (refusal.isEmpty()) {
            return Optional.empty();
        }
        ObjectNode item = message(message.path("content").size()).put("status", "completed");
        item.withArray("/content").add(refusal(refusal));
        return Optional.of(item);
    }

    /** The content part of a refusal. */
    static ObjectNode refusal(String text) {
        return Json.object().put("type", "refusal").put("refusal", text);
    }

    /** A finished item; empty for blocks that OpenAI has no item for. */
    Optional<ObjectNode> of(JsonNode block, int index) {
        return begun(block, index).map(item -> {
            switch (item.path("type").asText()) {
                case "message" -> item.putArray("content").add(text(block));
                case "function_call" -> item.put("arguments", FunctionTools.arguments(block));
                case "custom_tool_call" -> item.put("input", CustomTools.input(block));
                default -> reasoning(item, block);
            }
            boolean cutOff = block.path("input").isTextual();
            return item.has("status") ? item.put("status", cutOff ? "incomplete" : "completed") : item;
        });
    }

    /** The item when its block has only begun. */
    Optional<ObjectNode> begun(JsonNode block, int index) {
        ObjectNode item = Json.object();
        switch (block.path("type").asText("")) {
            case "text" -> {
                return Optional.of(message(index));
            }
            case "tool_use" -> {
                if (tools.isCustom(block)) {
                    item.put("id", id("ctc_", index)).put("type", "custom_tool_call");
                    item.put("status", "in_progress").put("input", "");
                    item.put("call_id", block.path("id").asText(""));
                    tools.nameCall(item, block);
                    return Optional.of(item);
                }
                item.put("id", id("fc_", index)).put("type", "function_call").put("status", "in_progress");
                item.put("call_id", block.path("id").asText("")).put("arguments", "");
                tools.nameCall(item, block);
            }
            case "thinking", "redacted_thinking" ->
                item.put("id", id("rs_", index)).put("type", "reasoning").putArray("summary");
            default -> {
                return Optional.empty();
            }
        }
        return Optional.of(item);
    }

    /** A message that has nothing yet. */
    ObjectNode message(int index) {
        ObjectNode item = Json.object().put("id", id("msg_", index)).put("type", "message");
        item.put("status", "in_progress").put("role", "assistant").putArray("content");
        return item;
    }

    private String id(String kind, int index) {
        return kind + responseId.substring(RESPONSE.length()) + "_" + index;
    }

    /** The content part of a message. */
    static ObjectNode text(JsonNode block) {
        ObjectNode part = Json.object()
                .put("type", "output_text")
                .put("text", block.path("text").asText(""));
        part.putArray("annotations");
        part.putArray("logprobs");
        return part;
    }

    private void reasoning(ObjectNode item, JsonNode block) {
        String thinking = block.path("thinking").asText("");
        if (!thinking.isEmpty()) {
            item.putArray("summary").add(summary(thinking));
        }
        if (encrypted) {
            item.put("encrypted_content", Reasoning.encoded(block));
        }
    }

    /** The part of a summary. */
    static ObjectNode summary(String thinking) {
        return Json.object().put("type", "summary_text").put("text", thinking);
    }
}
