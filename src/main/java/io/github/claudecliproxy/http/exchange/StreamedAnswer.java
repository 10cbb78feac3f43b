package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.time.Deadline;
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
 * alive. A later failure is an event, too, and the end of the stream.
 */
public final class StreamedAnswer implements TurnHandler {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

    private static final String EVENT_STREAM = "text/event-stream; charset=utf-8";

    private final Exchange exchange;
    private final Duration ping;
    private final StreamFormat format;

    /**
     * A streamed answer.
     *
     * @param ping the silence after which the connection is kept alive
     */
    public StreamedAnswer(Exchange exchange, Duration ping, StreamFormat format) {
        this.exchange = exchange;
        this.ping = ping;
        this.format = format;
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
            Deadline silence = Deadline.after(ping);
            while (true) {
                boolean wrote = event.isPresent() && format.event(event.orElseThrow(), turn.gathered(), sse);
                if (!wrote && (event.isEmpty() || silence.passed())) {
                    format.ping(sse);
                    wrote = true;
                }
                if (wrote) {
                    silence = Deadline.after(ping);
                }
                if (turn.ended()) {
                    return;
                }
                event = turn.next(ping);
            }
        } catch (WorkException failure) {
            error(failure, turn, sse);
        } catch (IOException gone) {
            exchange.cancel(CancelReason.CLIENT_GONE);
            throw gone;
        } catch (RuntimeException | Error fault) { // once an answer has begun JAX-RS can only drop what is thrown
            error(turn.fault(fault), turn, sse);
        }
    }

    private void error(WorkException failure, TurnStream turn, SseWriter sse) throws IOException {
        format.error(failure.error(), turn.gathered(), sse);
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
