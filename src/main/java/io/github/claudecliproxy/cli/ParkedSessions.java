package io.github.claudecliproxy.cli;

import io.github.claudecliproxy.cli.CliSettings.Pooling;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Sessions that wait for the next turn of their conversation, bounded in number and age. Whoever removes a session from
 * here owns it: of two turns that continue the same conversation, of a turn and the end of its time to live, one wins.
 * Thread-safe; no process is ended under the lock.
 */
final class ParkedSessions {
    private final Pooling pooling;
    private final ScheduledExecutorService clock;
    private final Map<ParkedSession, Future<?>> byAge = new LinkedHashMap<>();
    private long evicted;

    ParkedSessions(Pooling pooling, ScheduledExecutorService clock) {
        this.pooling = pooling;
        this.clock = clock;
    }

    boolean enabled() {
        return pooling.parkedSessions() > 0;
    }

    /** Makes room by ending the one that waits longest. */
    void add(ParkedSession parked) {
        Optional<ParkedSession> surplus;
        try {
            synchronized (this) {
                surplus = byAge.size() >= pooling.parkedSessions() ? oldest() : Optional.empty();
                byAge.put(parked, endOfLife(parked));
            }
        } catch (RejectedExecutionException closing) {
            surplus = Optional.of(parked);
        }
        surplus.ifPresent(ParkedSessions::end);
        parked.session().whenFirstParked(() -> dropDead(parked.session()));
        if (!parked.session().process().isAlive()) { // its end may have been told before it was here
            drop(parked);
        }
    }

    private Future<?> endOfLife(ParkedSession parked) {
        return clock.schedule(() -> drop(parked), pooling.parkedTtl().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** The session that has exactly this conversation up to its question, if one is left. */
    Optional<CliSession> take(SessionSpec spec, Conversation before) {
        if (spec.history().isEmpty()) {
            return Optional.empty();
        }
        String wanted = before.id();
        synchronized (this) {
            Iterator<Map.Entry<ParkedSession, Future<?>>> all = byAge.entrySet().iterator();
            while (all.hasNext()) {
                Map.Entry<ParkedSession, Future<?>> entry = all.next();
                ParkedSession parked = entry.getKey();
                if (parked.conversation().equals(wanted) && parked.takes(spec)) {
                    all.remove();
                    entry.getValue().cancel(false);
                    return Optional.of(parked.session());
                }
            }
        }
        return Optional.empty();
    }

    /** Ends the session that has waited longest, for one that is wanted now; false when there is none. */
    boolean giveWay() {
        Optional<ParkedSession> surplus;
        synchronized (this) {
            surplus = oldest();
        }
        surplus.ifPresent(ParkedSessions::end);
        return surplus.isPresent();
    }

    private Optional<ParkedSession> oldest() {
        Iterator<Map.Entry<ParkedSession, Future<?>>> all = byAge.entrySet().iterator();
        if (!all.hasNext()) {
            return Optional.empty();
        }
        Map.Entry<ParkedSession, Future<?>> first = all.next();
        all.remove();
        first.getValue().cancel(false);
        evicted++;
        return Optional.of(first.getKey());
    }

    private void drop(ParkedSession parked) {
        Future<?> timer;
        synchronized (this) {
            timer = byAge.remove(parked);
            if (timer == null) {
                return; // somebody goes on with it
            }
            evicted++;
        }
        timer.cancel(false);
        end(parked);
    }

    private void dropDead(CliSession session) {
        Optional<ParkedSession> dead;
        synchronized (this) {
            dead = byAge.keySet().stream()
                    .filter(parked -> parked.session() == session)
                    .findFirst();
        }
        dead.ifPresent(this::drop);
    }

    private static void end(ParkedSession parked) {
        parked.session().terminate();
    }

    synchronized int count() {
        return byAge.size();
    }

    synchronized long evicted() {
        return evicted;
    }
}
