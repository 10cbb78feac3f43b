package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.turn.TurnHandler;
import io.github.claudecliproxy.turn.TurnStream;
import io.github.claudecliproxy.work.CancelReason;
import io.github.claudecliproxy.work.WorkException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * Answers a turn with server-sent events. The 200 leaves with the first event, so that a failure before it keeps its
 * own status. If the turn stays silent for long, the 200 leaves earlier, with comments that keep the connection
 * alive. A later failure is an {@code error} event and the end of the stream.
 */
public final class StreamedAnswer implements TurnHandler {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

    private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

    private final Exchange exchange;
    private final Duration ping;

    public StreamedAnswer(Exchange exchange, Duration ping) {
        this.exchange = exchange;
        this.ping = ping;
    }

    @Override
    public void answer(TurnStream turn) {
        Optional<MessageEvent> first;
        try {
            first = turn.next(LONGEST_SILENCE);
        } catch (WorkException failure) {
            exchange.error(failure.error());
            return;
        }
        StreamingOutput events = out -> relay(first, turn, out);
        exchange.answer(() -> TurnResponse.of(Response.ok(events, EVENT_STREAM), turn));
    }

    @Override
    public void fail(WorkException failure) {
        exchange.error(failure.error());
    }

    private void relay(Optional<MessageEvent> first, TurnStream turn, OutputStream out) throws IOException {
        SseWriter sse = new SseWriter(out);
        try {
            if (first.isEmpty()) {
                first = awaitStart(turn, sse);
            }
            Optional<MessageEvent> event = first;
            while (true) {
                sse.eventOrPing(event);
                if (turn.ended()) {
                    return;
                }
                event = turn.next(ping);
            }
        } catch (WorkException failure) {
            error(failure, sse);
        } catch (IOException gone) {
            exchange.cancel(CancelReason.CLIENT_GONE);
            throw gone;
        } catch (RuntimeException | Error fault) { // once an answer has begun JAX-RS can only drop what is thrown
            error(turn.fault(fault), sse);
        }
    }

    private void error(WorkException failure, SseWriter sse) throws IOException {
        sse.event("error", failure.error().toJson(exchange.requestId()));
    }

    private Optional<MessageEvent> awaitStart(TurnStream turn, SseWriter sse) throws IOException, WorkException {
        Optional<MessageEvent> start = Optional.empty();
        while (start.isEmpty()) {
            sse.comment();
            start = turn.next(ping);
        }
        return start;
    }
}
