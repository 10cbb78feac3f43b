package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.nio.charset.StandardCharsets;

/** The lines by which the bare CLI is driven: those that the proxy sends for the same request. */
final class BareLines {
    private BareLines() {}

    static ObjectNode initialize(String system, boolean tool) {
        ObjectNode request = Json.object().put("subtype", "initialize");
        request.putArray("systemPrompt").add(system);
        if (tool) {
            request.putArray("sdkMcpServers").add("client");
            request.putObject("toolAliases").put("lookup", "mcp__client__t0");
            ObjectNode manifest = request.putObject("sdkMcpServerManifests").putObject("client");
            ObjectNode handshake = manifest.putObject("initializeResult").put("protocolVersion", "2025-11-25");
            handshake.putObject("capabilities").putObject("tools");
            handshake.putObject("serverInfo").put("name", "client").put("version", "1");
            ObjectNode stub = manifest.putObject("toolsListResult")
                    .putArray("tools")
                    .addObject()
                    .put("name", "t0")
                    .put("description", "of the client");
            stub.putObject("inputSchema").put("type", "object");
            stub.putObject("annotations").put("readOnlyHint", true);
        }
        return control("initialize", request);
    }

    static ObjectNode settings(boolean tool) {
        ObjectNode settings = Json.object();
        ObjectNode environment = settings.putObject("env").put("CLAUDE_CODE_DISABLE_THINKING", "1");
        ObjectNode body = Json.object().put("max_tokens", 1024);
        if (tool) {
            body.putArray("tools").add(Conversation.tool());
        }
        environment.put("CLAUDE_CODE_EXTRA_BODY", new String(Json.bytes(body), StandardCharsets.UTF_8));
        ObjectNode request = Json.object().put("subtype", "apply_flag_settings");
        request.set("settings", settings.put("effortLevel", "high"));
        return control("settings", request);
    }

    private static ObjectNode control(String id, ObjectNode request) {
        ObjectNode line = Json.object().put("type", "control_request").put("request_id", id);
        line.set("request", request);
        return line;
    }

    static ObjectNode user(String text) {
        ObjectNode line = Json.object().put("type", "user");
        line.set("message", Conversation.question(text));
        return line.putNull("parent_tool_use_id").put("session_id", "").put("client_composed", true);
    }

    /** The answer to a held {@code tools/call}. */
    static ObjectNode toolResult(JsonNode call) {
        ObjectNode line = Json.object().put("type", "control_response");
        ObjectNode response = line.putObject("response")
                .put("subtype", "success")
                .put("request_id", call.path("request_id").asText());
        ObjectNode message =
                response.putObject("response").putObject("mcp_response").put("jsonrpc", "2.0");
        message.set("id", call.at("/request/message/id"));
        message.putObject("result")
                .putArray("content")
                .addObject()
                .put("type", "text")
                .put("text", "found");
        return line;
    }
}
