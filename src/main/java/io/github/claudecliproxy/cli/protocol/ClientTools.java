package io.github.claudecliproxy.cli.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.process.CliCommand;
import io.github.claudecliproxy.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tools that the client runs, as the CLI sees them: an MCP server of ours with a stub for each. The API never sees the
 * stubs. It gets the client's definitions word for word with the {@link TurnSettings}, so a stub needs no description and
 * no schema. When the CLI calls a stub, the client has the {@code tool_use} already, and the CLI waits for the answer.
 */
public record ClientTools(List<ObjectNode> stubs) {
    private static final String PROTOCOL = "2025-11-25";

    /** The answer to a message of the CLI's MCP handshake; empty for any other request. */
    public Optional<ObjectNode> answer(JsonNode request) {
        if (!"mcp_message".equals(request.path("subtype").textValue())) {
            return Optional.empty();
        }
        JsonNode message = request.path("message");
        return switch (message.path("method").asText("")) {
            case "initialize" ->
                Optional.of(result(
                        message, handshake(message.at("/params/protocolVersion").asText(PROTOCOL))));
            case "tools/list" -> Optional.of(result(message, list()));
            default -> Optional.of(result(message, Json.object()));
        };
    }

    /** Whether the CLI asks for the result of a tool, which only the client can give. */
    public static boolean isCall(JsonNode request) {
        return "mcp_message".equals(request.path("subtype").textValue())
                && "tools/call".equals(request.at("/message/method").textValue());
    }

    private static ObjectNode handshake(String protocol) {
        ObjectNode handshake = Json.object().put("protocolVersion", protocol);
        handshake.putObject("capabilities").putObject("tools");
        handshake.putObject("serverInfo").put("name", CliCommand.TOOL_SERVER).put("version", "1");
        return handshake;
    }

    /** Stubs that have nothing but a name. */
    public static ClientTools named(List<String> names) {
        return new ClientTools(names.stream()
                .map(name -> stub(name, "of the client", Json.object().put("type", "object")))
                .toList());
    }

    /**
     * Stubs with the client's definitions, so that the CLI can count their tokens.
     *
     * @param definitions in the API's form
     */
    public static ClientTools defined(JsonNode definitions) {
        List<ObjectNode> stubs = new ArrayList<>();
        for (JsonNode tool : definitions) {
            if (tool.path("input_schema").isObject()) {
                stubs.add(stub(
                        tool.path("name").asText(""), tool.path("description").asText(""), tool.path("input_schema")));
            }
        }
        return new ClientTools(stubs);
    }

    public boolean isEmpty() {
        return stubs.isEmpty();
    }

    /** Marked read-only, so that the CLI calls all tools of an answer at once, and not one after the other. */
    private static ObjectNode stub(String name, String description, JsonNode schema) {
        ObjectNode stub = Json.object().put("name", name).put("description", description);
        stub.set("inputSchema", schema);
        stub.putObject("annotations").put("readOnlyHint", true);
        stub.putObject("_meta").put("anthropic/maxResultSizeChars", ToolResults.MAX_RESULT_CHARS);
        return stub;
    }

    private ObjectNode list() {
        ObjectNode list = Json.object();
        list.putArray("tools").addAll(stubs);
        return list;
    }

    private static ObjectNode result(JsonNode message, ObjectNode result) {
        ObjectNode answer = Json.object();
        ObjectNode response = answer.putObject("mcp_response").put("jsonrpc", "2.0");
        if (message.has("id")) {
            response.set("id", message.get("id"));
        }
        response.set("result", result);
        return answer;
    }
}
