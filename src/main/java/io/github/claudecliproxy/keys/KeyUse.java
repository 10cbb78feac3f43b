package io.github.claudecliproxy.keys;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.claudecliproxy.time.Stopwatch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.function.LongSupplier;

/** What the keys of one name use now, and what they may still use. Thread-safe. */
final class KeyUse {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    /** When a turn will end is not known. */
    private static final Duration A_TURN = Duration.ofSeconds(5);

    private final InstantSource clock;
    private final LongSupplier ticker;

    /** The requests of the last minute, oldest first; of names without such a limit none are kept. */
    @GuardedBy("this")
    private final Queue<Stopwatch> lastMinute = new ArrayDeque<>();

    @GuardedBy("this")
    private long turns;

    @GuardedBy("this")
    private LocalDate day = LocalDate.EPOCH;

    @GuardedBy("this")
    private long tokens;

    /**
     * No use yet.
     *
     * @param clock tells the day; it is read under the lock, so that a day that has begun does not end again
     */
    KeyUse(InstantSource clock, LongSupplier ticker) {
        this.clock = clock;
        this.ticker = ticker;
    }

    /**
     * A limit that is reached.
     *
     * @param limit as it stands in the file
     * @param left until it may help to ask again
     */
    record Reached(String limit, Duration left) {}

    /** Counts a lookup, unless a limit is reached; then nothing is counted. */
    synchronized Optional<Reached> lookup(KeyLimits limits) {
        Optional<Reached> reached = tokensReached(limits.tokensPerDay(), clock.instant());
        return reached.isPresent() ? reached : request(limits.requestsPerMinute());
    }

    /** Counts a turn that begins, unless a limit is reached; then nothing is counted. */
    synchronized Optional<Reached> begin(KeyLimits limits) {
        OptionalLong most = limits.concurrent();
        if (most.isPresent() && turns >= most.orElseThrow()) {
            return Optional.of(new Reached(KeyOption.CONCURRENT.is(most.orElseThrow()), A_TURN));
        }
        Optional<Reached> reached = lookup(limits);
        if (reached.isEmpty()) {
            turns++;
        }
        return reached;
    }

    /** A turn has ended. */
    synchronized void end(long used) {
        turns--;
        add(used, dayOf(clock.instant()));
    }

    /** Adds tokens that were used on a day, unless it has ended. */
    synchronized void recall(long used, LocalDate when) {
        if (when.equals(dayOf(clock.instant()))) {
            add(used, when);
        }
    }

    @GuardedBy("this")
    private void add(long used, LocalDate today) {
        if (!day.equals(today)) {
            day = today;
            tokens = 0;
        }
        tokens += used;
    }

    private static LocalDate dayOf(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    @GuardedBy("this")
    private Optional<Reached> tokensReached(OptionalLong most, Instant now) {
        if (most.isEmpty() || !day.equals(dayOf(now)) || tokens < most.orElseThrow()) {
            return Optional.empty();
        }
        Instant midnight = day.plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC);
        return Optional.of(
                new Reached(KeyOption.TOKENS_PER_DAY.is(most.orElseThrow()), Duration.between(now, midnight)));
    }

    @GuardedBy("this")
    private Optional<Reached> request(OptionalLong most) {
        while (!lastMinute.isEmpty() && lastMinute.element().reached(MINUTE)) {
            lastMinute.remove();
        }
        if (most.isEmpty()) {
            return Optional.empty();
        }
        long tooMany = lastMinute.size() - most.orElseThrow(); // more than none after the limit was lowered
        if (tooMany >= 0) {
            Stopwatch last = lastMinute.stream().skip(tooMany).findFirst().orElseThrow();
            return Optional.of(
                    new Reached(KeyOption.REQUESTS_PER_MINUTE.is(most.orElseThrow()), MINUTE.minus(last.elapsed())));
        }
        lastMinute.add(Stopwatch.start(ticker));
        return Optional.empty();
    }
}
