package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.http.WholeAnswer;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.turn.TurnHandler;
import io.github.claudecliproxy.turn.TurnStream;
import io.github.claudecliproxy.work.WorkException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BiFunction;

/** Answers a turn with one JSON body, gathered from the events that a stream would relay. */
public final class GatheredAnswer implements TurnHandler {
    private static final int HTTP_OK = 200;
    private static final Duration WAIT = Duration.ofSeconds(30);

    private final Exchange exchange;
    private final BiFunction<MessageAccumulator, TurnStream, Object> body;

    /**
     * An answer with a body of its own shape.
     *
     * @param body makes the answer's body from the gathered message
     */
    public GatheredAnswer(Exchange exchange, BiFunction<MessageAccumulator, TurnStream, Object> body) {
        this.exchange = exchange;
        this.body = body;
    }

    @Override
    public void answer(TurnStream turn) {
        try {
            while (!turn.ended()) {
                Optional<MessageEvent> unused = turn.next(WAIT);
            }
        } catch (WorkException failure) {
            exchange.error(failure.error());
            return;
        }
        exchange.answer(() -> TurnResponse.of(WholeAnswer.of(HTTP_OK, body.apply(turn.gathered(), turn)), turn));
    }

    @Override
    public void fail(WorkException failure) {
        exchange.error(failure.error());
    }
}
