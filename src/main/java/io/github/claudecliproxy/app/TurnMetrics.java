package io.github.claudecliproxy.app;

import io.github.claudecliproxy.metrics.Metrics;
import io.github.claudecliproxy.turn.Tally;
import io.github.claudecliproxy.turn.TurnObserver;
import io.github.claudecliproxy.turn.TurnOutcome;
import java.time.Duration;

/** Brings the turns' outcomes to the metrics; neither room knows the other. */
record TurnMetrics(Metrics metrics) implements TurnObserver {
    @Override
    public void accepted() {
        metrics.accepted();
    }

    @Override
    public void settled(TurnOutcome outcome, Duration ran, Tally tally) {
        switch (outcome) {
            case COMPLETED -> metrics.completed(ran);
            case FAILED -> metrics.failed();
            case TIMED_OUT -> metrics.timedOut();
            case QUEUE_REJECTED -> metrics.queueRejected();
            case CANCELLED -> metrics.cancelled();
        }
        metrics.tokens(tally.inputTokens(), tally.outputTokens());
    }
}
