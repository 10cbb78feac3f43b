package io.github.claudecliproxy.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.openai.chat.ChatCompletion;
import io.github.claudecliproxy.openai.chat.ChatCompletionChunks;
import io.github.claudecliproxy.openai.chat.ChatCompletionRequest;
import io.github.claudecliproxy.openai.responses.ResponseEvents;
import io.github.claudecliproxy.openai.responses.ResponseObject;
import io.github.claudecliproxy.openai.responses.ResponsesRequest;
import io.github.claudecliproxy.openai.responses.StoredResponses;
import io.github.claudecliproxy.testing.Mutations;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import io.github.claudecliproxy.testing.Seeds;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Any JSON gives a request for the Messages API or a refusal in OpenAI's form, and any answer can be told. */
class TranslationFuzzTest {
    private static final int LARGEST = 1_000_000;

    private final StoredResponses stored = new StoredResponses(LARGEST);

    @Test
    void chat_spoiledTree_translatedOrRefused() throws IOException {
        List<TranslationRow> rows = TranslationRow.of("chat.json");
        Seeds.each(seed -> {
            Mutations mutations = new Mutations(seed);
            chat(Json.bytes(mutations.spoiled(mutations.any(rows).sent())));
        });
    }

    @Test
    void responses_spoiledTree_translatedOrRefused() throws IOException {
        List<TranslationRow> rows = TranslationRow.of("responses.json");
        Seeds.each(seed -> {
            Mutations mutations = new Mutations(seed);
            responses(Json.bytes(mutations.spoiled(mutations.any(rows).sent())));
        });
    }

    @Test
    void both_anyBytes_translatedOrRefused() {
        Seeds.each(seed -> {
            byte[] body = new Mutations(seed).someBytes();
            chat(body);
            responses(body);
        });
    }

    @Test
    void answer_spoiledEvents_areTold() throws InvalidRequestException {
        List<ObjectNode> events = new ScriptedAnswer()
                .thinking("h", "s")
                .text("t")
                .toolUse("toolu_1", "f", List.of("{\"a\":", "1}"))
                .end("tool_use");
        ResponsesRequest request = ResponsesRequest.of(
                Json.bytes(Json.object().put("model", "m").put("input", "i")),
                ModelAliases.NONE,
                stored.of("", LARGEST));
        Seeds.each(seed -> {
            Mutations mutations = new Mutations(seed);
            ResponseObject response = new ResponseObject("resp_1", 0, request);
            ResponseEvents responseEvents = new ResponseEvents(response);
            ChatCompletionChunks chunks = new ChatCompletionChunks(0, true);
            MessageAccumulator gathered = new MessageAccumulator();
            for (ObjectNode event : events) {
                JsonNode spoiled = mutations.flag() ? mutations.spoiled(event) : event.deepCopy();
                MessageEvent next = MessageEvent.of(spoiled instanceof ObjectNode object ? object : Json.object());
                gathered.add(next);
                assertThat(Json.bytes(chunks.of(next, gathered))).isNotEmpty();
                assertThat(Json.bytes(responseEvents.of(next, gathered))).isNotEmpty();
            }
            assertThat(Json.bytes(ChatCompletion.of(gathered, 0))).isNotEmpty();
            assertThat(Json.bytes(response.whole(gathered))).isNotEmpty();
        });
    }

    private static void chat(byte[] body) {
        try {
            checked(ChatCompletionRequest.of(body, ModelAliases.NONE).translated());
        } catch (InvalidRequestException refused) {
            refused(refused);
        }
    }

    private void responses(byte[] body) {
        try {
            checked(ResponsesRequest.of(body, ModelAliases.NONE, stored.of("", LARGEST))
                    .translated());
        } catch (InvalidRequestException refused) {
            refused(refused);
        }
    }

    private static void checked(Translated translated) throws InvalidRequestException {
        assertThat(translated.checked().messages()).isNotEmpty();
    }

    private static void refused(InvalidRequestException refused) {
        assertThat(refused.error().status()).isIn(400, 404);
        assertThat(OpenAiError.toJson(refused.error()).at("/error/message").asText())
                .isNotBlank();
    }
}
