package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.work.WorkException;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several observers, told in order. What one of them throws is logged, and neither the turn nor the others notice. */
public final class TurnObservers implements TurnObserver {
    private static final Logger LOG = LoggerFactory.getLogger(TurnObservers.class);

    private final List<TurnObserver> observers;

    public TurnObservers(List<? extends TurnObserver> observers) {
        this.observers = List.copyOf(observers);
    }

    @Override
    public void accepted(TurnInfo turn) {
        tell(observer -> observer.accepted(turn));
    }

    @Override
    public void started(TurnInfo turn) {
        tell(observer -> observer.started(turn));
    }

    @Override
    public void answering(TurnInfo turn) {
        tell(observer -> observer.answering(turn));
    }

    @Override
    public void settled(TurnInfo turn, TurnSummary summary, @Nullable WorkException failure) {
        tell(observer -> observer.settled(turn, summary, failure));
    }

    private void tell(Consumer<TurnObserver> told) {
        for (TurnObserver observer : observers) {
            try {
                told.accept(observer);
            } catch (RuntimeException fault) {
                LOG.atError()
                        .addKeyValue("error", fault.toString())
                        .setCause(fault)
                        .log("ERR");
            }
        }
    }
}
