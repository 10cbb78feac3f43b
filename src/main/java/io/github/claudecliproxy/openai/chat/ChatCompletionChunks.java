package io.github.claudecliproxy.openai.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.openai.AnswerUsage;
import io.github.claudecliproxy.openai.StopReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The chunks of one streamed answer. For one thread. */
public final class ChatCompletionChunks {
    private final long created;
    private final boolean includeUsage;
    private String id = "";
    private String model = "";
    private int calls;
    private boolean callHasArguments;

    /**
     * Chunks of an answer that is about to begin.
     *
     * @param created when the request came, in seconds since 1970
     * @param includeUsage whether a last chunk has the usage
     */
    public ChatCompletionChunks(long created, boolean includeUsage) {
        this.created = created;
        this.includeUsage = includeUsage;
    }

    /**
     * The chunks that an event makes; often none or one.
     *
     * @param gathered the answer so far, with this event
     */
    public List<ObjectNode> of(MessageEvent event, MessageAccumulator gathered) {
        List<ObjectNode> chunks = new ArrayList<>(2);
        JsonNode data = event.data();
        switch (event.type()) {
            case MessageEvent.MESSAGE_START -> start(data.path("message"), chunks);
            case MessageEvent.CONTENT_BLOCK_START -> blockStart(data.path("content_block"), chunks);
            case MessageEvent.CONTENT_BLOCK_DELTA -> delta(data.path("delta"), chunks);
            case MessageEvent.CONTENT_BLOCK_STOP -> {
                JsonNode block = gathered.content().path(data.path("index").asInt());
                if (block.path("type").asText("").equals("tool_use") && !callHasArguments) {
                    arguments("{}", chunks);
                }
            }
            case MessageEvent.MESSAGE_DELTA -> end(gathered.message(), chunks);
            case MessageEvent.MESSAGE_STOP -> {
                if (includeUsage) {
                    ObjectNode last = chunk();
                    last.putArray("choices");
                    last.set("usage", AnswerUsage.ofCompletion(gathered.message()));
                    chunks.add(last);
                }
            }
            default -> {
                // pings are written by whoever writes the stream
            }
        }
        return chunks;
    }

    private void start(JsonNode message, List<ObjectNode> chunks) {
        id = ChatCompletion.id(message);
        model = message.path("model").asText("");
        chunks.add(choice(Json.object().put("role", "assistant").put("content", ""), null));
    }

    private void blockStart(JsonNode block, List<ObjectNode> chunks) {
        if (block.path("type").asText("").equals("tool_use")) {
            callHasArguments = false;
            ObjectNode delta = Json.object();
            ObjectNode call = delta.putArray("tool_calls")
                    .addObject()
                    .put("index", calls)
                    .put("id", block.path("id").asText(""))
                    .put("type", "function");
            call.putObject("function")
                    .put("name", block.path("name").asText(""))
                    .put("arguments", "");
            calls++;
            chunks.add(choice(delta, null));
        } else if (!block.path("text").asText("").isEmpty()) {
            text(block.path("text").asText(), chunks);
        }
    }

    private void delta(JsonNode delta, List<ObjectNode> chunks) {
        switch (delta.path("type").asText("")) {
            case "text_delta" -> text(delta.path("text").asText(""), chunks);
            case "input_json_delta" -> {
                String json = delta.path("partial_json").asText("");
                if (!json.isEmpty()) {
                    callHasArguments = true;
                    arguments(json, chunks);
                }
            }
            default -> {
                // thinking has no place here
            }
        }
    }

    private void text(String text, List<ObjectNode> chunks) {
        chunks.add(choice(Json.object().put("content", text), null));
    }

    private void arguments(String json, List<ObjectNode> chunks) {
        ObjectNode delta = Json.object();
        delta.putArray("tool_calls")
                .addObject()
                .put("index", calls - 1)
                .putObject("function")
                .put("arguments", json);
        chunks.add(choice(delta, null));
    }

    private void end(JsonNode message, List<ObjectNode> chunks) {
        String refusal = StopReason.refusal(message);
        if (!refusal.isEmpty()) {
            chunks.add(choice(Json.object().put("refusal", refusal), null));
        }
        chunks.add(choice(Json.object(), ChatCompletion.finishReason(message)));
    }

    private ObjectNode choice(ObjectNode delta, @Nullable String finishReason) {
        ObjectNode chunk = chunk();
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
        choice.set("delta", delta);
        choice.putNull("logprobs");
        choice.put("finish_reason", finishReason);
        if (includeUsage) {
            chunk.putNull("usage");
        }
        return chunk;
    }

    private ObjectNode chunk() {
        return Json.object()
                .put("id", id)
                .put("object", "chat.completion.chunk")
                .put("created", created)
                .put("model", model);
    }
}
