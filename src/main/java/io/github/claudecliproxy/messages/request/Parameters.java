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

/** The fields of a request besides the conversation: sampling, thinking, tools and any unknown field. */
final class Parameters {
    private static final Set<String> CONVERSATION = Set.of("model", "messages", "system", "stream");
    /** Not a field of the Messages API. The CLI would replace its beta headers with it. */
    private static final String BETAS = "betas";

    private static final List<String> RUN_BY_THE_API =
            List.of("web_search_", "web_fetch_", "code_execution_", "tool_search_", "mcp_");

    /** The API refuses an effort for these models, so the CLI leaves it out. */
    private static final Pattern WITHOUT_EFFORT =
            Pattern.compile("claude-(?:3-.*|(?:sonnet|haiku)-4-5.*|sonnet-4(?:-0)?(?:-\\d{8})?)");

    private Parameters() {}

    /**
     * The fields that the API gets unchanged, without those that are null.
     *
     * @throws InvalidRequestException if a number is beyond what the CLI can read
     */
    static ObjectNode of(ObjectNode request, Set<String> ignored) throws InvalidRequestException {
        ObjectNode parameters = Json.object();
        request.properties().forEach(field -> {
            if (field.getKey().equals(BETAS)) {
                ignored.add(BETAS);
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
     * Refuses a conversation that the API keeps: later requests of such a thread hold only new messages, but the CLI needs
     * all. With these details the SDKs' tool runners continue without a thread.
     */
    static void refuseThread(ObjectNode request) throws InvalidRequestException {
        if (request.path("thread").isMissingNode() || request.path("thread").isNull()) {
            return;
        }
        ObjectNode details = Json.object().put("error_code", "thread_unsupported_request");
        details.putArray("unsupported").add("thread");
        throw new InvalidRequestException(ApiError.of(
                        ErrorType.INVALID_REQUEST,
                        "thread: the claude CLI cannot continue a conversation that the API keeps; send all its messages")
                .withDetails(details));
    }

    /**
     * The names of the tools that the client runs.
     *
     * @throws InvalidRequestException naming the first wrong definition
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
            return tool.path("name").asText(""); // the API checks typed tools
        }
        if (!tool.path("name").isTextual() || tool.path("name").textValue().isEmpty()) {
            throw new InvalidRequestException(path + ".name: Field required");
        }
        if (!tool.path("input_schema").isObject()) {
            throw new InvalidRequestException(path + ".input_schema: Field required, an object");
        }
        return tool.path("name").textValue();
    }

    /** The type of such a tool ends with a date. */
    private static boolean isRunByTheApi(JsonNode tool) {
        String type = tool.path("type").asText("custom");
        return tool.path("name").asText("").isEmpty() || RUN_BY_THE_API.stream().anyMatch(type::startsWith);
    }
}
