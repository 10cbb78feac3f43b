package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import java.io.IOException;

/** The events as the API sent them. */
public record MessagesFormat(String requestId) implements StreamFormat {
    @Override
    public boolean event(MessageEvent event, MessageAccumulator gathered, SseWriter out) throws IOException {
        out.event(event.type(), event.data());
        return true;
    }

    @Override
    public void ping(SseWriter out) throws IOException {
        out.ping();
    }

    @Override
    public void error(ApiError error, MessageAccumulator gathered, SseWriter out) throws IOException {
        out.event("error", error.toJson(requestId));
    }
}
