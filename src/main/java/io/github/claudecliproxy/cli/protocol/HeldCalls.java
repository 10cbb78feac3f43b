package io.github.claudecliproxy.cli.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Calls of the client's tools: the CLI waits for their results until the client's next request brings them. For one thread
 * at a time, as the session is.
 */
public final class HeldCalls {
    private final Map<String, CliEvent.Asked> byToolUse = new HashMap<>();

    public void called(CliEvent.Asked call) {
        byToolUse.put(
                call.request().at("/message/params/_meta/claudecode~1toolUseId").asText(""), call);
    }

    /** Whether the CLI waits for the results of all these tool uses. */
    public boolean holdAll(Set<String> toolUses) {
        return byToolUse.keySet().containsAll(toolUses);
    }

    /** The answer with these calls was taken back. */
    public void forget() {
        byToolUse.clear();
    }

    /** The line that answers the call for this tool use, which is then no longer held. */
    public ObjectNode answer(String toolUse, ObjectNode result) {
        CliEvent.Asked call = Objects.requireNonNull(byToolUse.remove(toolUse));
        ObjectNode answer = Json.object();
        JsonNode message = call.request().path("message");
        answer.putObject("mcp_response")
                .put("jsonrpc", "2.0")
                .<ObjectNode>set("id", message.path("id"))
                .set("result", result);
        return CliLines.answer(call.requestId(), answer);
    }
}
