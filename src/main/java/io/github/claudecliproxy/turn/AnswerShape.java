package io.github.claudecliproxy.turn;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.messages.MessageEvent;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What an answer consists of, as far as it matters for what the CLI does next: whether it may be cut off soon, and
 * whether its session can go on from it. For the turn's thread.
 */
final class AnswerShape {
    /** More than any text has. */
    private static final int TOKENS_A_CHARACTER = 2;
    /** How long before the limit to take precautions; a moment of streaming. */
    private static final int MARGIN_TOKENS = 512;

    /** Blocks and deltas of which the CLI keeps in its own history just what the client is told. */
    private static final Set<String> KEPT_WHOLE = Set.of("text", "thinking", "redacted_thinking", "tool_use");

    private static final Set<String> KEPT_DELTAS =
            Set.of("text_delta", "thinking_delta", "signature_delta", "input_json_delta");

    /** Members of a delta that hold what was paid for as output. */
    private static final List<String> SAYING = List.of("text", "partial_json", "thinking");

    private final Set<String> toolNames = new HashSet<>();
    private boolean keptWhole = true;
    private boolean thinks;
    private boolean says;
    private long chars;

    void add(MessageEvent event) {
        if (event.is(MessageEvent.CONTENT_BLOCK_START)) {
            block(event.data().path("content_block"));
        } else if (event.is(MessageEvent.CONTENT_BLOCK_DELTA)) {
            delta(event.data().path("delta"));
        }
    }

    private void block(JsonNode block) {
        String type = block.path("type").asText("");
        keptWhole &= KEPT_WHOLE.contains(type) && !block.has("citations");
        thinks |= type.endsWith("thinking");
        says |= !block.path("text").asText("").isBlank();
        if (type.equals("tool_use")) {
            toolNames.add(block.path("name").asText(""));
        }
    }

    private void delta(JsonNode delta) {
        keptWhole &= KEPT_DELTAS.contains(delta.path("type").asText(""));
        says |= !delta.path("text").asText("").isBlank();
        for (String said : SAYING) {
            chars += delta.path(said).asText("").length();
        }
    }

    /** Whether {@code max_tokens} may be reached soon; thinking is not always shown as it is counted. */
    boolean nears(int maxTokens) {
        return thinks || chars * TOKENS_A_CHARACTER + MARGIN_TOKENS >= maxTokens;
    }

    /**
     * Whether the session can take the conversation's next turn. After an answer without text the CLI asks again by
     * itself, and a tool that it does not know it would answer for.
     *
     * @param tools names of the client's tools
     */
    boolean canGoOn(String stopReason, Set<String> tools) {
        return keptWhole
                && switch (stopReason) {
                    case "end_turn", "stop_sequence" -> says && toolNames.isEmpty();
                    case "tool_use" -> !toolNames.isEmpty() && tools.containsAll(toolNames);
                    default -> false;
                };
    }
}
