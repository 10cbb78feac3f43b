package io.github.claudecliproxy.status;

import io.github.claudecliproxy.time.Stopwatch;
import io.github.claudecliproxy.turn.TurnInfo;
import java.time.Duration;
import java.util.Comparator;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A turn on the board. A new one takes its place with each phase.
 *
 * @param arrival its number in the order of arrival
 * @param accepted since it was accepted
 * @param queued its time in the queue, once it runs
 * @param running since it runs
 */
record WatchedTurn(
        TurnInfo info,
        long arrival,
        Phase phase,
        Stopwatch accepted,
        @Nullable Duration queued,
        @Nullable Stopwatch running) {

    /** What runs, in the order of arrival, then the queue by priority. */
    static final Comparator<WatchedTurn> ORDER =
            Comparator.comparingInt(WatchedTurn::rank).thenComparingLong(WatchedTurn::arrival);

    /** Clients name models as they like. */
    private static final int LONGEST_MODEL = 80;

    enum Phase {
        QUEUED,
        RUNNING,
        ANSWERING
    }

    static WatchedTurn queued(TurnInfo info, long arrival, LongSupplier ticker) {
        return new WatchedTurn(info, arrival, Phase.QUEUED, Stopwatch.start(ticker), null, null);
    }

    WatchedTurn started(LongSupplier ticker) {
        return new WatchedTurn(info, arrival, Phase.RUNNING, accepted, accepted.elapsed(), Stopwatch.start(ticker));
    }

    WatchedTurn answering() {
        return new WatchedTurn(info, arrival, Phase.ANSWERING, accepted, queued, running);
    }

    private int rank() {
        if (phase != Phase.QUEUED) {
            return 0;
        }
        return switch (info.priority()) {
            case HIGH -> 1;
            case NORMAL -> 2;
            case LOW -> 3;
        };
    }

    LiveTurn now() {
        return new LiveTurn(
                info.id(),
                phase.name().toLowerCase(Locale.ROOT),
                info.priority().name().toLowerCase(Locale.ROOT),
                shortened(info.model()),
                info.key(),
                (queued == null ? accepted.elapsed() : queued).toMillis(),
                running == null ? null : running.elapsed().toMillis());
    }

    static String shortened(String model) {
        return model.length() <= LONGEST_MODEL ? model : model.substring(0, LONGEST_MODEL) + "…";
    }
}
