package io.github.claudecliproxy.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.http.exchange.SseWriter;
import io.github.claudecliproxy.http.exchange.StreamFormat;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.openai.OpenAiError;
import io.github.claudecliproxy.openai.chat.ChatCompletionChunks;
import java.io.IOException;
import java.util.List;

/** Chunks without a name, and {@code [DONE]} at the end. */
record ChunkFormat(ChatCompletionChunks chunks) implements StreamFormat {
    @Override
    public boolean event(MessageEvent event, MessageAccumulator gathered, SseWriter out) throws IOException {
        List<ObjectNode> made = chunks.of(event, gathered);
        for (ObjectNode chunk : made) {
            out.data(chunk);
        }
        if (event.is(MessageEvent.MESSAGE_STOP)) {
            out.done();
        }
        return !made.isEmpty();
    }

    @Override
    public void ping(SseWriter out) throws IOException {
        out.comment(); // clients take everything else for a chunk
    }

    @Override
    public void error(ApiError error, MessageAccumulator gathered, SseWriter out) throws IOException {
        out.data(OpenAiError.toJson(error));
    }
}
