package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.turn.TurnException;
import io.github.claudecliproxy.turn.TurnHandler;
import io.github.claudecliproxy.turn.TurnStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;

/**
 * A turn as server-sent events. The 200 is sent with the first event, so that a failure before it keeps its own status;
 * a turn that stays silent gets it earlier, with comments, to keep the connection in use. A failure after that is an
 * {@code error} event and the end of the stream.
 */
public final class StreamedAnswer implements TurnHandler {
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(15);

    private final Reply reply;
    private final Duration ping;

    public StreamedAnswer(Reply reply, Duration ping) {
        this.reply = reply;
        this.ping = ping;
    }

    @Override
    public void answer(TurnStream turn) {
        Optional<MessageEvent> first;
        try {
            first = turn.next(LONGEST_SILENCE);
        } catch (TurnException failure) {
            reply.error(failure.error());
            return;
        }
        reply.events(out -> relay(first, turn, out), turn);
    }

    @Override
    public void fail(TurnException failure) {
        reply.error(failure.error());
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
        } catch (TurnException failure) {
            sse.event("error", failure.error().toJson(reply.requestId()));
        } catch (IOException gone) {
            turn.abandon();
            throw gone;
        }
    }

    private Optional<MessageEvent> awaitStart(TurnStream turn, SseWriter sse) throws IOException, TurnException {
        Optional<MessageEvent> start = Optional.empty();
        while (start.isEmpty()) {
            sse.comment();
            start = turn.next(ping);
        }
        return start;
    }
}
