package io.github.claudecliproxy.openai.chat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.openai.Answered;
import io.github.claudecliproxy.testing.Events;
import io.github.claudecliproxy.testing.JsonText;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same answer as one completion and as chunks. */
class ChatCompletionTest {
    private static final long NOW = 1_700_000_000;
    private static final Answered CALLS = new Answered(new ScriptedAnswer()
            .thinking("hm", "sig")
            .text("I look.")
            .toolUse("toolu_1", "get_weather", List.of("", "{\"city\":", "\"Rome\"}"))
            .toolUse("toolu_2", "now", List.of(""))
            .end("tool_use"));

    @Test
    void completion_hasTextCallsAndUsage() {
        ObjectNode completion = ChatCompletion.of(CALLS.whole(), NOW);

        assertThat(completion.path("id").asText()).startsWith("chatcmpl-").doesNotContain("msg_");
        assertThat(completion.path("object").asText()).isEqualTo("chat.completion");
        assertThat(completion.path("created").asLong()).isEqualTo(NOW);
        assertThat(completion.path("model").asText()).isEqualTo("claude-sonnet-5");
        assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
        assertThat(completion.at("/choices/0/message"))
                .isEqualTo(
                        JsonText.parseQuoted("{'role':'assistant','content':'I look.','refusal':null,'annotations':[],"
                                + "'tool_calls':[{'id':'toolu_1','type':'function','function':{'name':'get_weather',"
                                + "'arguments':'{\\\"city\\\":\\\"Rome\\\"}'}},"
                                + "{'id':'toolu_2','type':'function','function':{'name':'now','arguments':'{}'}}]}"));
        usage(completion.path("usage"));
    }

    private static void usage(JsonNode usage) {
        assertThat(usage.path("prompt_tokens").asInt())
                .isEqualTo(Events.INPUT_TOKENS
                        + usage.at("/prompt_tokens_details/cached_tokens").asInt()
                        + 3); // written to the cache
        assertThat(usage.path("completion_tokens").asInt()).isEqualTo(Events.OUTPUT_TOKENS);
        assertThat(usage.path("total_tokens").asInt())
                .isEqualTo(usage.path("prompt_tokens").asInt() + Events.OUTPUT_TOKENS);
        assertThat(usage.at("/prompt_tokens_details/cached_tokens").asInt()).isEqualTo(4);
        assertThat(usage.at("/prompt_tokens_details/cache_write_tokens").asInt())
                .isEqualTo(3);
        assertThat(usage.at("/completion_tokens_details/reasoning_tokens").asInt(-1))
                .isZero();
    }

    @Test
    void chunks_addUpToTheCompletion() {
        ChatCompletionChunks translation = new ChatCompletionChunks(NOW, true);

        List<ObjectNode> chunks = CALLS.through(translation::of);

        ObjectNode completion = ChatCompletion.of(CALLS.whole(), NOW);
        assertThat(chunks).allSatisfy(chunk -> {
            assertThat(chunk.path("object").asText()).isEqualTo("chat.completion.chunk");
            assertThat(chunk.path("id")).isEqualTo(completion.path("id"));
            assertThat(chunk.path("model")).isEqualTo(completion.path("model"));
            assertThat(chunk.path("created").asLong()).isEqualTo(NOW);
            assertThat(chunk.has("usage")).isTrue();
        });
        assertThat(chunks.get(0).at("/choices/0/delta"))
                .isEqualTo(JsonText.parseQuoted("{'role':'assistant','content':''}"));
        assertThat(joined(chunks, "/choices/0/delta/content")).isEqualTo("I look.");
        for (int call = 0; call < 2; call++) {
            int index = call;
            List<JsonNode> deltas = chunks.stream()
                    .map(chunk -> chunk.at("/choices/0/delta/tool_calls/0"))
                    .filter(delta -> delta.path("index").asInt(-1) == index)
                    .collect(Collectors.toList());
            JsonNode whole = completion.at("/choices/0/message/tool_calls").get(call);
            assertThat(deltas.get(0).path("id")).isEqualTo(whole.path("id"));
            assertThat(deltas.get(0).at("/function/name")).isEqualTo(whole.at("/function/name"));
            assertThat(joined(deltas, "/function/arguments"))
                    .isEqualTo(whole.at("/function/arguments").asText());
        }
        assertThat(chunks.get(chunks.size() - 2).at("/choices/0/finish_reason").asText())
                .isEqualTo("tool_calls");
        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.path("choices")).isEmpty();
        usage(last.path("usage"));
    }

    private static String joined(List<? extends JsonNode> parts, String pointer) {
        return parts.stream().map(part -> part.at(pointer).asText("")).collect(Collectors.joining());
    }

    @Test
    void chunksWithoutUsage_haveNone() {
        List<ObjectNode> chunks = CALLS.through(new ChatCompletionChunks(NOW, false)::of);

        assertThat(chunks).noneMatch(chunk -> chunk.has("usage"));
        assertThat(chunks).noneMatch(chunk -> chunk.path("choices").isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, stop",
        "stop_sequence, stop",
        "max_tokens, length",
        "model_context_window_exceeded, length",
        "refusal, content_filter"
    })
    void stopReason_isAFinishReason(String stopReason, String finishReason) {
        Answered answer = new Answered(new ScriptedAnswer().text("x").end(stopReason));

        assertThat(ChatCompletion.of(answer.whole(), NOW)
                        .at("/choices/0/finish_reason")
                        .asText())
                .isEqualTo(finishReason);
        List<ObjectNode> chunks = answer.through(new ChatCompletionChunks(NOW, false)::of);
        assertThat(chunks.get(chunks.size() - 1).at("/choices/0/finish_reason").asText())
                .isEqualTo(finishReason);
    }

    @Test
    void refusal_saysWhy() {
        Answered answer = new Answered(new ScriptedAnswer().end("refusal"));
        answer.events().get(1).withObject("/delta").putObject("stop_details").put("explanation", "Not this.");

        JsonNode message = ChatCompletion.of(answer.whole(), NOW).at("/choices/0/message");
        assertThat(message.path("refusal").asText()).isEqualTo("Not this.");
        assertThat(message.path("content").isNull()).isTrue();
        assertThat(joined(answer.through(new ChatCompletionChunks(NOW, false)::of), "/choices/0/delta/refusal"))
                .isEqualTo("Not this.");
    }

    @Test
    void inputThatWasCutOff_isGivenAsItCame() {
        Answered answer = new Answered(new ScriptedAnswer()
                .toolUse("toolu_1", "f", List.of("{\"a\": \"b"))
                .end("max_tokens"));

        assertThat(ChatCompletion.of(answer.whole(), NOW)
                        .at("/choices/0/message/tool_calls/0/function/arguments")
                        .asText())
                .isEqualTo("{\"a\": \"b");
    }
}
