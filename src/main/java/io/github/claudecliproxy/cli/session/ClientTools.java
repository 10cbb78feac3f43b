package io.github.claudecliproxy.cli.session;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.cli.process.CliCommand;
import io.github.claudecliproxy.json.Json;
import java.util.List;
import java.util.Optional;

/**
 * The tools that the client runs, as the CLI is told of them: an MCP server of ours with a stub for each. The API never
 * sees the stubs: it gets the client's definitions word for word by another way, so neither a description nor a schema
 * that the MCP route would not take matters here. The CLI waits for the answer to a call, and by then the client has its
 * {@code tool_use}.
 */
record ClientTools(List<String> names) {
    private static final String PROTOCOL = "2025-11-25";

    /** What to answer the CLI, if it is to be answered: its MCP handshake. */
    Optional<ObjectNode> answer(JsonNode request) {
        if (!"mcp_message".equals(request.path("subtype").textValue())) {
            return Optional.empty();
        }
        JsonNode message = request.path("message");
        return switch (message.path("method").asText("")) {
            case "initialize" ->
                Optional.of(result(
                        message, handshake(message.at("/params/protocolVersion").asText(PROTOCOL))));
            case "tools/list" -> Optional.of(result(message, stubs()));
            default -> Optional.of(result(message, Json.object()));
        };
    }

    /** Whether the CLI asks for a tool's result, which only the client can give. */
    static boolean isCall(JsonNode request) {
        return "mcp_message".equals(request.path("subtype").textValue())
                && "tools/call".equals(request.at("/message/method").textValue());
    }

    private static ObjectNode handshake(String protocol) {
        ObjectNode handshake = Json.object().put("protocolVersion", protocol);
        handshake.putObject("capabilities").putObject("tools");
        handshake.putObject("serverInfo").put("name", CliCommand.TOOL_SERVER).put("version", "1");
        return handshake;
    }

    /** A tool that only reads is called at once beside the others, so all calls of an answer are waited for together. */
    private ObjectNode stubs() {
        ObjectNode list = Json.object();
        ArrayNode tools = list.putArray("tools");
        for (String name : names) {
            ObjectNode stub = tools.addObject().put("name", name).put("description", "of the client");
            stub.putObject("inputSchema").put("type", "object");
            stub.putObject("annotations").put("readOnlyHint", true);
            stub.putObject("_meta").put("anthropic/maxResultSizeChars", ToolResults.MAX_RESULT_CHARS);
        }
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
