package io.github.claudecliproxy.turn;

import io.github.claudecliproxy.work.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** How turns ended, as the metrics are told. Thread-safe. */
public final class RecordedTurns implements TurnObserver {
    private final AtomicInteger started = new AtomicInteger();
    private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();

    @Override
    public void accepted() {
        // each is settled later
    }

    @Override
    public void started() {
        started.incrementAndGet();
    }

    @Override
    public void settled(Outcome outcome, boolean ran, Duration time, Usage tally) {
        outcomes.add(outcome);
    }

    public int begun() {
        return started.get();
    }

    public List<Outcome> outcomes() {
        return outcomes;
    }
}
