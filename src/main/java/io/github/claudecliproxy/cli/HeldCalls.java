package io.github.claudecliproxy.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Calls of the client's tools, for which the CLI waits until the client's next request brings their results. A call that
 * the CLI makes only after that, as it makes no more than ten at once, is answered when it comes. For the turn's thread.
 */
final class HeldCalls {
    private final Map<String, CliEvent.Asked> waiting = new HashMap<>();
    private final Map<String, ObjectNode> results = new HashMap<>();

    /** Notes a call; the lines to send because of it: its answer, or none yet. */
    List<ObjectNode> called(CliEvent.Asked call) {
        waiting.put(
                call.request().at("/message/params/_meta/claudecode~1toolUseId").asText(""), call);
        return answers();
    }

    /** Takes the results of the tool uses, by id; the lines to send: the answers to the calls that wait for them. */
    List<ObjectNode> bring(Map<String, ObjectNode> byToolUse) {
        results.putAll(byToolUse);
        return answers();
    }

    private List<ObjectNode> answers() {
        List<ObjectNode> lines = new ArrayList<>();
        for (String toolUse : List.copyOf(waiting.keySet())) {
            if (results.containsKey(toolUse)) {
                CliEvent.Asked call = Objects.requireNonNull(waiting.remove(toolUse));
                lines.add(answer(call, Objects.requireNonNull(results.remove(toolUse))));
            }
        }
        return lines;
    }

    private static ObjectNode answer(CliEvent.Asked call, ObjectNode result) {
        ObjectNode answer = Json.object();
        JsonNode message = call.request().path("message");
        answer.putObject("mcp_response")
                .put("jsonrpc", "2.0")
                .<ObjectNode>set("id", message.path("id"))
                .set("result", result);
        return CliLines.answer(call.requestId(), answer);
    }
}
