package io.github.claudecliproxy.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.openai.AnswerUsage;
import io.github.claudecliproxy.openai.OpenAiError;
import io.github.claudecliproxy.openai.StopReason;
import java.util.Objects;

/**
 * A response, from its beginning to its end. It repeats what was asked.
 *
 * @param id begins with {@code resp_}
 * @param created when the request came, in seconds since 1970
 */
public record ResponseObject(String id, long created, ResponsesRequest request) {
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    OutputItems items() {
        return new OutputItems(id, request.encrypted(), request.tools());
    }

    /** The whole response. */
    public ObjectNode whole(MessageAccumulator gathered) {
        JsonNode message = gathered.message();
        String reason = switch (StopReason.of(message)) {
            case TOO_LONG -> "max_output_tokens";
            case REFUSED -> "content_filter";
            case DONE, CALLS_TOOLS -> "";
        };
        ObjectNode response = frame(reason.isEmpty() ? "completed" : "incomplete", model(message));
        if (!reason.isEmpty()) {
            response.putObject("incomplete_details").put("reason", reason);
        }
        response.set("output", items().all(message));
        response.set("usage", AnswerUsage.ofResponse(message));
        return response;
    }

    /** The response before it has output. */
    ObjectNode begun(JsonNode message) {
        return frame("in_progress", model(message));
    }

    /**
     * The response that failed.
     *
     * @param output the items that were finished
     */
    ObjectNode failed(ApiError error, JsonNode message, ArrayNode output) {
        ObjectNode response = frame("failed", model(message));
        response.set("output", output);
        response.putObject("error")
                .put("code", Objects.requireNonNullElse(OpenAiError.code(error), "server_error"))
                .put("message", error.message());
        return response;
    }

    private String model(JsonNode message) {
        return message.path("model").asText(request.model());
    }

    private ObjectNode frame(String status, String model) {
        ObjectNode response = Json.object()
                .put("id", id)
                .put("object", "response")
                .put("created_at", created)
                .put("status", status)
                .put("background", false);
        response.putNull("error");
        response.putNull("incomplete_details");
        repeat(response, "instructions", NODES.nullNode());
        repeat(response, "max_output_tokens", NODES.nullNode());
        response.put("model", model);
        response.putArray("output");
        repeat(response, "parallel_tool_calls", NODES.booleanNode(true));
        repeat(response, "previous_response_id", NODES.nullNode());
        repeat(response, "reasoning", Json.object().putNull("effort").putNull("summary"));
        response.put("store", request.question().isPresent());
        repeat(response, "temperature", NODES.numberNode(1));
        ObjectNode text = Json.object();
        text.putObject("format").put("type", "text");
        repeat(response, "text", text);
        repeat(response, "tool_choice", NODES.textNode("auto"));
        repeat(response, "tools", Json.mapper().createArrayNode());
        repeat(response, "top_p", NODES.numberNode(1));
        response.put("truncation", "disabled").putNull("usage");
        repeat(response, "user", NODES.nullNode());
        repeat(response, "metadata", Json.object());
        return response;
    }

    private void repeat(ObjectNode response, String name, JsonNode otherwise) {
        JsonNode asked = request.repeated().path(name);
        response.set(name, asked.isMissingNode() ? otherwise : asked);
    }

    /** Keeps the whole response for those that name it, if the client wants so. */
    public void keepIn(StoredResponses stored, String owner, MessageAccumulator gathered) {
        request.question().ifPresent(question -> stored.keep(owner, id, question, gathered.content()));
    }
}
