package io.github.claudecliproxy.http.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.http.exchange.SseWriter;
import io.github.claudecliproxy.http.exchange.StreamFormat;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.openai.responses.ResponseEvents;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * Named events of a response.
 *
 * @param onWhole told of the whole answer before its last event is written, so that the client's next request may name it
 */
record ResponseFormat(ResponseEvents events, Consumer<MessageAccumulator> onWhole) implements StreamFormat {
    @Override
    public boolean event(MessageEvent event, MessageAccumulator gathered, SseWriter out) throws IOException {
        if (event.is(MessageEvent.MESSAGE_STOP)) {
            onWhole.accept(gathered);
        }
        return write(events.of(event, gathered), out);
    }

    private static boolean write(List<ObjectNode> made, SseWriter out) throws IOException {
        for (ObjectNode event : made) {
            out.event(event.path("type").asText(), event);
        }
        return !made.isEmpty();
    }

    @Override
    public void ping(SseWriter out) throws IOException {
        out.comment();
    }

    @Override
    public void error(ApiError error, MessageAccumulator gathered, SseWriter out) throws IOException {
        boolean unused = write(events.failed(error, gathered), out);
    }
}
