package io.github.claudecliproxy.metrics;

import io.github.claudecliproxy.messages.TokenCounts;
import io.github.claudecliproxy.turn.TurnSummary;
import io.github.claudecliproxy.work.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/** The turns: how they ended, how long they took, what they used. */
final class TurnMeters {
    private static final int MAX_MODELS = 50;
    private static final int MAX_KEYS = 20;
    private static final Duration[] BUCKETS = LongStream.of(
                    5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 120_000, 300_000, 600_000)
            .mapToObj(Duration::ofMillis)
            .toArray(Duration[]::new);

    private final MeterRegistry registry;
    private final EnumCounters<Outcome> outcomes;
    private final Timer queued;
    private final Timer firstToken;
    private final Timer ran;
    private final BoundedLabels models = new BoundedLabels(MAX_MODELS);
    private final BoundedLabels keys = new BoundedLabels(MAX_KEYS);

    /** Kept, because to look a meter up in the registry costs more than to count. */
    private final Map<Labels, TokenCounters> tokens = new ConcurrentHashMap<>();

    private record Labels(String model, String key) {}

    TurnMeters(MeterRegistry registry) {
        this.registry = registry;
        this.outcomes =
                new EnumCounters<>(registry, "claude.proxy.turns", "Turns by how they ended", "outcome", Outcome.class);
        this.queued = histogram("claude.proxy.turn.queued", "Time in the queue, of turns that ran");
        this.firstToken = histogram("claude.proxy.turn.first.token", "From a turn's start to its first token");
        this.ran = histogram("claude.proxy.turn.ran", "Running time of completed turns, without the queue");
    }

    void count(TurnSummary turn) {
        outcomes.increment(turn.outcome());
        if (turn.started()) {
            queued.record(turn.queued());
        }
        turn.firstToken().ifPresent(firstToken::record);
        if (turn.outcome() == Outcome.COMPLETED) {
            ran.record(turn.ran());
        }
        if (!turn.tokens().equals(TokenCounts.NONE)) { // only models that answered become labels
            tokens.computeIfAbsent(new Labels(models.of(turn.model()), keys.of(turn.key())), this::tokenCounters)
                    .add(turn.tokens());
        }
    }

    private TokenCounters tokenCounters(Labels labels) {
        return TokenCounters.register(registry, labels.model(), labels.key());
    }

    long ended(Outcome how) {
        return outcomes.count(how);
    }

    private Timer histogram(String name, String description) {
        return Timer.builder(name)
                .description(description)
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
