package io.github.claudecliproxy.openai;

import com.fasterxml.jackson.databind.JsonNode;

/** Why an answer ended. */
public enum StopReason {
    DONE,
    CALLS_TOOLS,
    TOO_LONG,
    REFUSED;

    /**
     * The reason of a whole answer.
     *
     * @see <a href="https://docs.claude.com/en/api/handling-stop-reasons">Stop reasons</a>
     */
    public static StopReason of(JsonNode message) {
        return switch (message.path("stop_reason").asText("")) {
            case "tool_use" -> CALLS_TOOLS;
            case "max_tokens", "model_context_window_exceeded" -> TOO_LONG;
            case "refusal" -> REFUSED;
            default -> DONE; // end_turn, stop_sequence
        };
    }

    /** What a client is told of a refusal; empty unless the model refused. */
    public static String refusal(JsonNode message) {
        return of(message) == REFUSED
                ? message.at("/stop_details/explanation").asText("Claude refused to answer this")
                : "";
    }
}
