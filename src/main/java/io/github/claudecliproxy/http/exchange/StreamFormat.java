package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import java.io.IOException;

/** How an answer is written as a stream of server-sent events. For one answer and one thread. */
public interface StreamFormat {
    /**
     * Writes what the client gets of an event.
     *
     * @param gathered the answer so far, with this event
     * @return whether that is anything
     */
    boolean event(MessageEvent event, MessageAccumulator gathered, SseWriter out) throws IOException;

    /** Keeps the connection alive between two events. */
    void ping(SseWriter out) throws IOException;

    /** Ends the stream with an error. */
    void error(ApiError error, MessageAccumulator gathered, SseWriter out) throws IOException;
}
