package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.nio.charset.StandardCharsets;

/** The lines by which the bare CLI is driven: those that the proxy sends for the same request. */
final class BareLines {
    private BareLines() {}

    static ObjectNode initialize(boolean tool) {
        ObjectNode request = Json.object().put("subtype", "initialize");
        request.putArray("systemPrompt");
        request.put("systemPromptSnapshot", false);
        if (tool) {
            request.putArray("sdkMcpServers").add("client");
            ObjectNode manifest = request.putObject("sdkMcpServerManifests").putObject("client");
            ObjectNode handshake = manifest.putObject("initializeResult").put("protocolVersion", "2025-11-25");
            handshake.putObject("capabilities").putObject("tools");
            handshake.putObject("serverInfo").put("name", "client").put("version", "1");
            ObjectNode stub = manifest.putObject("toolsListResult")
                    .putArray("tools")
                    .addObject()
                    .put("name", "lookup")
                    .put("description", "of the client");
            stub.putObject("inputSchema").put("type", "object");
            stub.putObject("annotations").put("readOnlyHint", true);
        }
        return control("initialize", request);
    }

    /** What the proxy sets before each question. */
    static ObjectNode settings(boolean tool) {
        ObjectNode body = Json.object().put("max_tokens", 1024);
        body.putArray("tools");
        if (tool) {
            body.withArray("tools").add(Conversation.tool());
        }
        ObjectNode request = Json.object().put("subtype", "apply_flag_settings");
        request.putObject("settings")
                .putObject("env")
                .put("CLAUDE_CODE_EXTRA_BODY", new String(Json.bytes(body), StandardCharsets.UTF_8))
                .put("DISABLE_PROMPT_CACHING", "1")
                .put("CLAUDE_CODE_PROMPT_CACHE_TTL", "5m")
                .put("CLAUDE_CODE_MESSAGES_PROMPT_CACHE_TTL", "")
                .put("CLAUDE_CODE_BLOCKING_LIMIT_OVERRIDE", "1000000000");
        return control("settings", request);
    }

    static ObjectNode systemPrompt(String text) {
        return control(
                "system",
                Json.object()
                        .put("subtype", "set_model")
                        .put("model", Conversation.MODEL)
                        .put("only_if_model_is_current", true)
                        .put("system_prompt", text));
    }

    /**
     * Forgets a question and all that came after it.
     *
     * @param line the question's uuid
     * @param last the uuid of the last question
     */
    static ObjectNode rewind(String line, String last) {
        return control(
                "rewind",
                Json.object()
                        .put("subtype", "rewind_conversation")
                        .put("target_message_uuid", line)
                        .put("last_seen_user_message_uuid", last)
                        .put("interrupt_if_running", true));
    }

    private static ObjectNode control(String id, ObjectNode request) {
        ObjectNode line = Json.object().put("type", "control_request").put("request_id", id);
        line.set("request", request);
        return line;
    }

    /**
     * A question.
     *
     * @param uuid of the line; the CLI drops one that it has seen
     */
    static ObjectNode user(String text, String uuid) {
        ObjectNode line = Json.object().put("type", "user").put("uuid", uuid);
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
