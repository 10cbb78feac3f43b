package io.github.claudecliproxy.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.openai.AnswerUsage;
import io.github.claudecliproxy.openai.FunctionTools;
import io.github.claudecliproxy.openai.StopReason;

/** A whole answer. The model's thinking has no place in it. */
public final class ChatCompletion {
    private ChatCompletion() {}

    /**
     * The body of an answer.
     *
     * @param created when the request came, in seconds since 1970
     */
    public static ObjectNode of(MessageAccumulator gathered, long created) {
        JsonNode message = gathered.message();
        ObjectNode completion = Json.object()
                .put("id", id(message))
                .put("object", "chat.completion")
                .put("created", created)
                .put("model", message.path("model").asText(""));
        ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
        choice.set("message", answer(gathered));
        choice.putNull("logprobs");
        choice.put("finish_reason", finishReason(message));
        completion.set("usage", AnswerUsage.ofCompletion(message));
        return completion;
    }

    /** The id of the answer, with OpenAI's beginning. */
    static String id(JsonNode message) {
        return "chatcmpl-" + message.path("id").asText("").replaceFirst("^msg_", "");
    }

    static String finishReason(JsonNode message) {
        return switch (StopReason.of(message)) {
            case DONE -> "stop";
            case CALLS_TOOLS -> "tool_calls";
            case TOO_LONG -> "length";
            case REFUSED -> "content_filter";
        };
    }

    private static ObjectNode answer(MessageAccumulator gathered) {
        ObjectNode answer = Json.object().put("role", "assistant");
        ArrayNode calls = Json.mapper().createArrayNode();
        for (JsonNode block : gathered.content()) {
            if (block.path("type").asText("").equals("tool_use")) {
                calls.add(call(block));
            }
        }
        String text = gathered.text();
        String refusal = StopReason.refusal(gathered.message());
        answer.put("content", text.isEmpty() && (!calls.isEmpty() || !refusal.isEmpty()) ? null : text);
        answer.put("refusal", refusal.isEmpty() ? null : refusal);
        answer.putArray("annotations");
        if (!calls.isEmpty()) {
            answer.set("tool_calls", calls);
        }
        return answer;
    }

    private static ObjectNode call(JsonNode block) {
        ObjectNode call = Json.object().put("id", block.path("id").asText("")).put("type", "function");
        call.putObject("function")
                .put("name", block.path("name").asText(""))
                .put("arguments", FunctionTools.arguments(block));
        return call;
    }
}
