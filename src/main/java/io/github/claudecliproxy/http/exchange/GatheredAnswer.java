package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.turn.TurnException;
import io.github.claudecliproxy.turn.TurnHandler;
import io.github.claudecliproxy.turn.TurnStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/** A turn as one JSON answer, of the same events that a stream would relay. */
public final class GatheredAnswer implements TurnHandler {
    private static final Duration LOOK_UP = Duration.ofSeconds(30);

    private final Reply reply;
    private final BiFunction<MessageAccumulator, TurnStream, Object> body;

    /**
     * Answers with a body of its own shape.
     *
     * @param body makes the answer's body of what was gathered
     */
    public GatheredAnswer(Reply reply, BiFunction<MessageAccumulator, TurnStream, Object> body) {
        this.reply = reply;
        this.body = body;
    }

    @Override
    public void answer(TurnStream turn) {
        try {
            while (!turn.ended()) {
                Optional<MessageEvent> unused = turn.next(LOOK_UP);
            }
        } catch (TurnException failure) {
            reply.error(failure.error());
            return;
        }
        reply.json(() -> body.apply(turn.gathered(), turn), turn);
    }

    @Override
    public void fail(TurnException failure) {
        reply.error(failure.error());
    }
}
