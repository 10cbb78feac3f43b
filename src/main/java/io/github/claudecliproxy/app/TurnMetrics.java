package io.github.claudecliproxy.app;

import io.github.claudecliproxy.metrics.Metrics;
import io.github.claudecliproxy.turn.TurnObserver;
import io.github.claudecliproxy.turn.Usage;
import io.github.claudecliproxy.work.Outcome;
import java.time.Duration;

/** Counts turns in the metrics, so that neither room knows the other. */
record TurnMetrics(Metrics metrics) implements TurnObserver {
    @Override
    public void accepted() {
        metrics.accepted();
    }

    @Override
    public void started() {
        metrics.started();
    }

    @Override
    public void settled(Outcome outcome, boolean started, Duration ran, Usage usage) {
        metrics.settled(Metrics.Outcome.valueOf(outcome.name()), started, ran);
        metrics.tokens(usage.inputTokens(), usage.outputTokens());
    }
}
