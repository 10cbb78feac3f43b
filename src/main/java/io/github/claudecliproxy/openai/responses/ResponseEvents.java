package io.github.claudecliproxy.openai.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.openai.FunctionTools;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The events of one streamed response. For one thread.
 *
 * @see <a href="https://platform.openai.com/docs/api-reference/responses-streaming">Streaming events</a>
 */
public final class ResponseEvents {
    private final ResponseObject response;
    private final OutputItems items;
    private List<ObjectNode> made = new ArrayList<>();
    private int sequence;
    private int output = -1;
    private boolean created;
    private final ArrayNode done = Json.mapper().createArrayNode();
    private boolean open;
    private boolean custom;
    private boolean summaryBegun;
    private String itemId = "";

    public ResponseEvents(ResponseObject response) {
        this.response = response;
        this.items = response.items();
    }

    /**
     * The events that an event of the API's makes; their {@code type} is also their name.
     *
     * @param gathered the answer so far, with this event
     */
    public List<ObjectNode> of(MessageEvent event, MessageAccumulator gathered) {
        made = new ArrayList<>(2);
        JsonNode data = event.data();
        int index = data.path("index").asInt();
        switch (event.type()) {
            case MessageEvent.MESSAGE_START -> {
                create(data.path("message"));
                withResponse("response.in_progress", response.begun(data.path("message")));
            }
            case MessageEvent.CONTENT_BLOCK_START -> begin(data.path("content_block"), index);
            case MessageEvent.CONTENT_BLOCK_DELTA -> delta(data.path("delta"));
            case MessageEvent.CONTENT_BLOCK_STOP -> finish(gathered.content().path(index), index);
            case MessageEvent.MESSAGE_STOP -> {
                items.refused(gathered.message()).ifPresent(this::refuse);
                ObjectNode whole = response.whole(gathered);
                withResponse("response." + whole.path("status").asText(), whole);
            }
            default -> {
                // the end's reason and usage are in the last event
            }
        }
        return made;
    }

    /** The events that end a response that failed, after some output or before any. */
    public List<ObjectNode> failed(ApiError error, MessageAccumulator gathered) {
        made = new ArrayList<>(2);
        if (!created) {
            create(gathered.message());
        }
        withResponse("response.failed", response.failed(error, gathered.message(), done));
        return made;
    }

    private void create(JsonNode message) {
        created = true;
        withResponse("response.created", response.begun(message));
    }

    private void refuse(ObjectNode item) {
        output++;
        itemId = item.path("id").asText();
        String refusal = item.at("/content/0/refusal").asText();
        ObjectNode begun = item.deepCopy().put("status", "in_progress");
        begun.putArray("content");
        withItem("response.output_item.added", begun);
        part("response.content_part.added", OutputItems.refusal(""));
        add("response.refusal.delta").put("content_index", 0).put("delta", refusal);
        add("response.refusal.done").put("content_index", 0).put("refusal", refusal);
        part("response.content_part.done", OutputItems.refusal(refusal));
        withItem("response.output_item.done", item);
    }

    private void begin(JsonNode block, int index) {
        Optional<ObjectNode> item = items.begun(block, index);
        open = item.isPresent();
        summaryBegun = false;
        custom = item.isPresent() && item.orElseThrow().path("type").asText().equals("custom_tool_call");
        if (item.isEmpty()) {
            return;
        }
        output++;
        itemId = item.orElseThrow().path("id").asText();
        withItem("response.output_item.added", item.orElseThrow());
        if (block.path("type").asText().equals("text")) {
            part("response.content_part.added", OutputItems.text(Json.object()));
            String text = block.path("text").asText("");
            if (!text.isEmpty()) {
                text(text);
            }
        }
    }

    private void delta(JsonNode delta) {
        if (!open) {
            return;
        }
        switch (delta.path("type").asText("")) {
            case "text_delta" -> text(delta.path("text").asText(""));
            case "input_json_delta" -> {
                String json = delta.path("partial_json").asText("");
                if (!json.isEmpty() && !custom) { // a text in JSON is told when it is whole
                    add("response.function_call_arguments.delta").put("delta", json);
                }
            }
            case "thinking_delta" -> thinking(delta.path("thinking").asText(""));
            default -> {
                // a signature is in the finished item
            }
        }
    }

    private void text(String text) {
        add("response.output_text.delta")
                .put("content_index", 0)
                .put("delta", text)
                .putArray("logprobs");
    }

    private void thinking(String thinking) {
        if (!summaryBegun) {
            summaryBegun = true;
            summaryPart("response.reasoning_summary_part.added", "");
        }
        add("response.reasoning_summary_text.delta").put("summary_index", 0).put("delta", thinking);
    }

    private void finish(JsonNode block, int index) {
        if (!open) {
            return;
        }
        open = false;
        switch (block.path("type").asText("")) {
            case "text" -> {
                add("response.output_text.done")
                        .put("content_index", 0)
                        .put("text", block.path("text").asText(""))
                        .putArray("logprobs");
                part("response.content_part.done", OutputItems.text(block));
            }
            case "tool_use" -> {
                if (custom) {
                    String input = CustomTools.input(block);
                    add("response.custom_tool_call_input.delta").put("delta", input);
                    add("response.custom_tool_call_input.done").put("input", input);
                } else {
                    add("response.function_call_arguments.done").put("arguments", FunctionTools.arguments(block));
                }
            }
            default -> {
                if (summaryBegun) {
                    String thinking = block.path("thinking").asText("");
                    add("response.reasoning_summary_text.done")
                            .put("summary_index", 0)
                            .put("text", thinking);
                    summaryPart("response.reasoning_summary_part.done", thinking);
                }
            }
        }
        items.of(block, index).ifPresent(item -> {
            done.add(item);
            withItem("response.output_item.done", item);
        });
    }

    private void part(String type, ObjectNode part) {
        add(type).put("content_index", 0).set("part", part);
    }

    private void summaryPart(String type, String thinking) {
        add(type).put("summary_index", 0).set("part", OutputItems.summary(thinking));
    }

    private void withItem(String type, ObjectNode item) {
        event(type).put("output_index", output).set("item", item);
    }

    private void withResponse(String type, ObjectNode snapshot) {
        event(type).set("response", snapshot);
    }

    /** An event of the open item. */
    private ObjectNode add(String type) {
        return event(type).put("item_id", itemId).put("output_index", output);
    }

    private ObjectNode event(String type) {
        ObjectNode event = Json.object().put("type", type).put("sequence_number", sequence++);
        made.add(event);
        return event;
    }
}
