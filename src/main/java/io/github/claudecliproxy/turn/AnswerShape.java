package io.github.claudecliproxy.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.messages.MessageEvent;
import java.util.HashSet;
import java.util.Set;

/**
 * The kinds of block in an answer, which decide whether its session can continue the conversation. For the turn's
 * thread.
 */
final class AnswerShape {
    /** Blocks that the CLI keeps in its history exactly as the client gets them. */
    private static final Set<String> KEPT_WHOLE =
            Set.of("text", "thinking", "redacted_thinking", "tool_use", "server_tool_use");

    /** The suffix of block types with results of the API's own tools, which are kept unchanged. */
    private static final String RESULT = "_tool_result";

    private static final Set<String> KEPT_DELTAS =
            Set.of("text_delta", "thinking_delta", "signature_delta", "input_json_delta");

    private final Set<String> toolNames = new HashSet<>();
    private boolean keptWhole = true;
    private boolean says;

    void add(MessageEvent event) {
        if (event.is(MessageEvent.CONTENT_BLOCK_START)) {
            block(event.data().path("content_block"));
        } else if (event.is(MessageEvent.CONTENT_BLOCK_DELTA)) {
            delta(event.data().path("delta"));
        }
    }

    private void block(JsonNode block) {
        String type = block.path("type").asText("");
        keptWhole &= (KEPT_WHOLE.contains(type) || type.endsWith(RESULT))
                && !block.path("citations").isArray();
        says |= !block.path("text").asText("").isBlank();
        if (type.equals("tool_use")) {
            toolNames.add(block.path("name").asText(""));
        }
    }

    private void delta(JsonNode delta) {
        keptWhole &= KEPT_DELTAS.contains(delta.path("type").asText(""));
        says |= !delta.path("text").asText("").isBlank();
    }

    /**
     * Whether the session can take the conversation's next turn. After an answer without text the CLI asks again by
     * itself; a call of a tool that it does not know, or whose input is not JSON, it answers by itself.
     *
     * @param tools names of the client's tools
     * @param answer the whole answer
     */
    boolean canGoOn(String stopReason, Set<String> tools, JsonNode answer) {
        return keptWhole
                && inputsAreWhole(answer)
                && switch (stopReason) {
                    case "end_turn", "stop_sequence" -> says && toolNames.isEmpty();
                    case "tool_use" -> !toolNames.isEmpty() && tools.containsAll(toolNames);
                    default -> false;
                };
    }

    private static boolean inputsAreWhole(JsonNode answer) {
        for (JsonNode block : answer) {
            if ("tool_use".equals(block.path("type").textValue())
                    && !block.path("input").isObject()) {
                return false;
            }
        }
        return true;
    }
}
