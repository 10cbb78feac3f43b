package io.github.claudecliproxy.messages.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.ErrorType;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The fields of a request beside the conversation: sampling, thinking, tools and whatever the API will know tomorrow.
 * They reach the API as they are; only what would change the conversation itself, or the CLI's own headers, is left out.
 */
final class Parameters {
    /** Carried in another way than as a parameter. */
    private static final Set<String> CONVERSATION = Set.of("model", "messages", "system", "stream");
    /** No field of the Messages API; to the CLI it would mean its beta headers. */
    private static final Set<String> NOT_OURS_TO_SET = Set.of("betas");

    private static final List<String> RUN_BY_THE_API =
            List.of("web_search_", "web_fetch_", "code_execution_", "tool_search_", "mcp_");

    /** The API refuses effort for these; the CLI leaves it out. */
    private static final Pattern WITHOUT_EFFORT =
            Pattern.compile("claude-(?:3-.*|(?:sonnet|haiku)-4-5.*|sonnet-4(?:-0)?(?:-\\d{8})?)");

    private Parameters() {}

    /**
     * What goes to the API beside the conversation; fields that are null are left out, as they say nothing.
     *
     * @throws InvalidRequestException when a number is beyond what the CLI can read
     */
    static ObjectNode of(ObjectNode request, Set<String> ignored) throws InvalidRequestException {
        ObjectNode parameters = Json.object();
        request.properties().forEach(field -> {
            if (NOT_OURS_TO_SET.contains(field.getKey())) {
                ignored.add(field.getKey());
            } else if (!CONVERSATION.contains(field.getKey())
                    && !field.getValue().isNull()) {
                parameters.set(field.getKey(), field.getValue());
            }
        });
        if (request.at("/output_config/effort").isTextual()
                && WITHOUT_EFFORT.matcher(request.path("model").asText("")).matches()) {
            ignored.add("output_config.effort");
        }
        Numbers.check(request, ignored);
        return parameters;
    }

    /**
     * Refuses a conversation that the API would keep: later requests of such a thread hold only what is new, and what
     * the CLI sends must be whole. The details are those by which the SDKs' tool runners go on without one.
     */
    static void refuseThread(ObjectNode request) throws InvalidRequestException {
        if (request.path("thread").isMissingNode() || request.path("thread").isNull()) {
            return;
        }
        ObjectNode details = Json.object().put("error_code", "thread_unsupported_request");
        details.putArray("unsupported").add("thread");
        throw new InvalidRequestException(ApiError.of(
                        ErrorType.INVALID_REQUEST,
                        "thread: the claude CLI cannot continue a conversation that the API keeps; send it whole")
                .withDetails(details));
    }

    /**
     * The names of the tools that the client runs.
     *
     * @throws InvalidRequestException when a definition is wrong
     */
    static List<String> toolNames(ObjectNode request) throws InvalidRequestException {
        JsonNode tools = request.path("tools");
        if (tools.isMissingNode() || tools.isNull()) {
            return List.of();
        }
        if (!tools.isArray()) {
            throw new InvalidRequestException("tools: Input should be an array");
        }
        List<String> names = new ArrayList<>(tools.size());
        for (int i = 0; i < tools.size(); i++) {
            String name = toolName("tools." + i, tools.get(i));
            if (!isRunByTheApi(tools.get(i))) {
                names.add(name);
            }
        }
        return List.copyOf(names);
    }

    private static String toolName(String path, JsonNode tool) throws InvalidRequestException {
        if (!tool.isObject()) {
            throw new InvalidRequestException(path + ": Input should be an object");
        }
        boolean custom = tool.path("type").asText("custom").equals("custom")
                || tool.path("type").isNull();
        if (!custom) {
            return tool.path("name").asText(""); // the API knows what such a tool needs
        }
        if (!tool.path("name").isTextual() || tool.path("name").textValue().isEmpty()) {
            throw new InvalidRequestException(path + ".name: Field required");
        }
        if (!tool.path("input_schema").isObject()) {
            throw new InvalidRequestException(path + ".input_schema: Field required, an object");
        }
        return tool.path("name").textValue();
    }

    /** Such tools have a dated type; their calls and results are blocks of the answer. */
    private static boolean isRunByTheApi(JsonNode tool) {
        String type = tool.path("type").asText("custom");
        return tool.path("name").asText("").isEmpty() || RUN_BY_THE_API.stream().anyMatch(type::startsWith);
    }
}
