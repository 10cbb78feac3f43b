package io.github.claudecliproxy.cli;

import io.github.claudecliproxy.cli.CliSettings.Pooling;
import io.github.claudecliproxy.cli.SessionSpec.Opening;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Processes that were started before they are wanted, a few for each of the models last asked for. What to start is
 * decided here, under one lock; starting is the {@link SpareStarter}'s, one at a time. Thread-safe.
 */
final class Spares {
    private final Pooling pooling;
    private final Map<SpawnKey, SparePool> pools = new LinkedHashMap<>(8, 0.75f, true);

    Spares(Pooling pooling) {
        this.pooling = pooling;
    }

    boolean enabled() {
        return pooling.warmSessions() > 0;
    }

    /**
     * A spare for the conversation, if there is one; it is no spare any more. Notes that this model is in use, and what
     * its conversations begin with.
     */
    Optional<CliSession> take(SpawnKey key, Opening opening) {
        if (!enabled()) {
            return Optional.empty();
        }
        Optional<CliSession> spare;
        @Nullable SparePool surplus;
        synchronized (this) {
            spare = pools.computeIfAbsent(key, model -> new SparePool()).take(opening);
            surplus = pools.size() > Pooling.MODELS_IN_USE ? removeFirst() : null;
        }
        if (surplus != null) {
            surplus.end();
        }
        return spare;
    }

    /** Notes that this model is in use, before its first conversation. */
    synchronized void use(SpawnKey key) {
        pools.computeIfAbsent(key, model -> new SparePool());
    }

    private SparePool removeFirst() {
        Iterator<SparePool> all = pools.values().iterator();
        SparePool longestUnused = all.next();
        all.remove();
        return longestUnused;
    }

    /** Whether a model that is in use has fewer spares than it should. */
    synchronized boolean wants(SpawnKey key) {
        SparePool pool = pools.get(key);
        return pool != null && pool.size() < pooling.warmSessions();
    }

    /** What the model's next conversation is likely to begin with, where the last ones began alike. */
    synchronized Optional<Opening> likely(SpawnKey key) {
        SparePool pool = pools.get(key);
        return pool == null ? Optional.empty() : pool.likely();
    }

    /** False when the model is no longer in use; the session is nobody's then. */
    synchronized boolean add(SpawnKey key, CliSession spare) {
        SparePool pool = pools.get(key);
        if (pool != null) {
            pool.add(spare);
        }
        return pool != null;
    }

    /** Whether it was still a spare; now it is not. */
    synchronized boolean remove(SpawnKey key, CliSession spare) {
        SparePool pool = pools.get(key);
        return pool != null && pool.remove(spare);
    }

    /** Ends the spares of models that nobody has asked for in this time. */
    void dropUnused(Duration idle) {
        Map<SpawnKey, SparePool> unused = new LinkedHashMap<>();
        synchronized (this) {
            pools.forEach((key, pool) -> {
                if (pool.unusedFor(idle)) {
                    unused.put(key, pool);
                }
            });
            pools.keySet().removeAll(unused.keySet());
        }
        unused.values().forEach(SparePool::end);
    }

    /** Ends a spare, for a process that is wanted now; false when there is none. */
    boolean giveWay() {
        Optional<CliSession> surplus;
        synchronized (this) {
            surplus = pools.values().stream()
                    .flatMap(pool -> pool.takeAny().stream())
                    .findFirst();
        }
        surplus.ifPresent(CliSession::terminate);
        return surplus.isPresent();
    }

    synchronized int count() {
        return pools.values().stream().mapToInt(SparePool::size).sum();
    }
}
