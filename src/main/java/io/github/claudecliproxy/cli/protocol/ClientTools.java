package io.github.claudecliproxy.cli.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.process.CliCommand;
import io.github.claudecliproxy.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The tools that the client runs, as the CLI is told of them: an MCP server of ours with a stub for each. The API never
 * sees the stubs: it gets the client's definitions word for word by another way, so neither a description nor a schema
 * that the MCP route would not take matters here. The CLI waits for the answer to a call, and by then the client has its
 * {@code tool_use}.
 */
public record ClientTools(List<ObjectNode> stubs) {
    private static final String PROTOCOL = "2025-11-25";

    /** What to answer the CLI, if it is to be answered: its MCP handshake. */
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

    /** Whether the CLI asks for a tool's result, which only the client can give. */
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

    /** Tools by their names alone. */
    public static ClientTools named(List<String> names) {
        return new ClientTools(names.stream()
                .map(name -> stub(name, "of the client", Json.object().put("type", "object")))
                .toList());
    }

    /**
     * Tools as the client defines them, to be counted.
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

    /** A tool that only reads is called at once beside the others, so all calls of an answer are waited for together. */
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
