package io.github.claudecliproxy.messages.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.messages.Fields;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.Message;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * A checked request to {@code POST /v1/messages}.
 *
 * @param model as sent
 * @param system the texts of the system prompt; empty if there is none
 * @param messages begins with a user message, and ends with one or with the beginning of the answer
 * @param stream whether the client wants a streamed answer
 * @param parameters all other fields that the API gets, unchanged
 * @param tools names of the tools that the client runs
 * @param breakpoints the client's cache breakpoints
 * @param ignored names of fields that are accepted but not honoured
 * @see <a href="https://docs.claude.com/en/api/messages">Create a Message</a>
 */
public record MessagesRequest(
        String model,
        List<String> system,
        List<Message> messages,
        boolean stream,
        ObjectNode parameters,
        List<String> tools,
        CacheBreakpoints breakpoints,
        Set<String> ignored) {

    /**
     * Reads and checks a request body.
     *
     * @throws InvalidRequestException naming the first field that is missing, wrong or not supported
     */
    public static MessagesRequest of(byte[] body) throws InvalidRequestException {
        Fields fields = Fields.of(body);
        String model = fields.modelName("model");
        if (model.isEmpty()) {
            throw new InvalidRequestException("model: Field required");
        }
        fields.optionalInt("max_tokens", 1, Integer.MAX_VALUE);
        boolean stream = fields.optionalBoolean("stream");
        Parameters.refuseThread(fields.object());
        Set<String> ignored = new TreeSet<>();
        CacheBreakpoints breakpoints = CacheBreakpoints.takeFrom(fields.object(), ignored);
        List<String> system = SystemPrompt.texts(fields.object().path("system"), ignored);
        List<Message> messages = messages(fields.object().path("messages"), ignored);
        if (messages.stream().anyMatch(message -> Images.scaledDown(message.content()))) {
            ignored.add("image-resolution");
        }
        List<String> tools = Parameters.toolNames(fields.object());
        ObjectNode parameters = Parameters.of(fields.object(), ignored);
        return new MessagesRequest(model, system, messages, stream, parameters, tools, breakpoints, ignored);
    }

    private static List<Message> messages(JsonNode list, Set<String> ignored) throws InvalidRequestException {
        if (!list.isArray() || list.isEmpty()) {
            throw new InvalidRequestException("messages: array is required and must not be empty");
        }
        List<Message> messages = new ArrayList<>(list.size());
        for (int i = 0; i < list.size(); i++) {
            messages.add(MessageReader.message("messages." + i, list.get(i), ignored));
        }
        if (messages.get(0).role() != Message.Role.USER) {
            throw new InvalidRequestException("messages.0.role: the first message must be the user's");
        }
        ToolUses.check(messages);
        return List.copyOf(messages);
    }
}
