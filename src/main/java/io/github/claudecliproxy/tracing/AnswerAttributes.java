package io.github.claudecliproxy.tracing;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.messages.TokenCounts;
import io.github.claudecliproxy.turn.TurnStream;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import java.util.List;

/**
 * What a span says of an answer.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/anthropic/">The conventions</a>
 */
final class AnswerAttributes {
    private static final AttributeKey<List<String>> FINISH_REASONS =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

    private AnswerAttributes() {}

    static void set(Span span, TurnStream turn) {
        JsonNode message = turn.gathered().message();
        text(span, "gen_ai.response.id", message.path("id"));
        text(span, "gen_ai.response.model", message.path("model"));
        if (message.path("stop_reason").isTextual()) {
            span.setAttribute(
                    FINISH_REASONS, List.of(message.path("stop_reason").textValue()));
        }
        TokenCounts tokens = turn.usage().tokens();
        // by the conventions of all tokens that were read; the API counts those of the cache apart
        span.setAttribute("gen_ai.usage.input_tokens", tokens.input() + tokens.cacheRead() + tokens.cacheWrite());
        span.setAttribute("gen_ai.usage.output_tokens", tokens.output());
        span.setAttribute("gen_ai.usage.cache_read.input_tokens", tokens.cacheRead());
        span.setAttribute("gen_ai.usage.cache_creation.input_tokens", tokens.cacheWrite());
    }

    private static void text(Span span, String name, JsonNode value) {
        if (value.isTextual()) {
            span.setAttribute(name, value.textValue());
        }
    }
}
