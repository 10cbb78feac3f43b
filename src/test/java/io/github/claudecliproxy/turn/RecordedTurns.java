package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.work.Outcome;
import io.github.claudecliproxy.work.WorkException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** How turns ended, as the metrics are told. Thread-safe. */
public final class RecordedTurns implements TurnObserver {
    private final AtomicInteger started = new AtomicInteger();
    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

    @Override
    public void accepted(TurnInfo turn) {
        // each is settled later
    }

    @Override
    public void started(TurnInfo turn) {
        started.incrementAndGet();
    }

    @Override
    public void settled(TurnInfo turn, TurnSummary summary, @Nullable WorkException failure) {
        outcomes.add(summary.outcome());
    }

    public int begun() {
        return started.get();
    }

    public List<Outcome> outcomes() {
        return outcomes;
    }
}
