package io.github.claudecliproxy.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.TokenCounts;

/** The tokens of an answer as OpenAI counts them: those of the prompt cache are among the prompt's. */
public final class AnswerUsage {
    private AnswerUsage() {}

    /**
     * The usage in a chat completion.
     *
     * @param message the whole answer
     */
    public static ObjectNode ofCompletion(JsonNode message) {
        return of(message, "prompt", "completion");
    }

    /**
     * The usage in a response.
     *
     * @param message the whole answer
     */
    public static ObjectNode ofResponse(JsonNode message) {
        return of(message, "input", "output");
    }

    private static ObjectNode of(JsonNode message, String in, String out) {
        TokenCounts tokens = TokenCounts.NONE.updated(message.path("usage"));
        ObjectNode usage = Json.object().put(in + "_tokens", tokens.total() - tokens.output());
        usage.putObject(in + "_tokens_details")
                .put("cached_tokens", tokens.cacheRead())
                .put("cache_write_tokens", tokens.cacheWrite());
        usage.put(out + "_tokens", tokens.output());
        usage.putObject(out + "_tokens_details")
                .put(
                        "reasoning_tokens",
                        message.at("/usage/output_tokens_details/thinking_tokens")
                                .asLong(0));
        return usage.put("total_tokens", tokens.total());
    }
}
