package io.github.claudecliproxy.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.util.Set;

/** What the client's functions returned. */
public final class FunctionResults {
    private FunctionResults() {}

    /**
     * One result.
     *
     * @param id of the call that it belongs to
     * @param output a text, which may be empty, or a list of parts
     * @param ignored gets what cannot be honoured
     */
    public static ObjectNode of(Field id, Field output, Set<String> ignored) throws InvalidRequestException {
        ObjectNode result = Json.object().put("type", "tool_result").put("tool_use_id", id.visibleText());
        if (output.isText()) {
            return result.put("content", output.text());
        }
        result.set("content", Parts.optional(output, ignored));
        return result;
    }
}
