package io.github.claudecliproxy.cli.pool;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.session.Fit;
import io.github.claudecliproxy.cli.session.Origin;
import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.cli.session.SessionSpec;
import io.github.claudecliproxy.time.Stopwatch;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The idle sessions, those idle longest first. Whoever removes a session from here has it alone: when two turns want the
 * same conversation, or a turn comes as the session expires, one of them wins. Thread-safe. Under the lock no line is sent
 * to a process, and no process is started or terminated.
 */
public final class SessionPool implements Sessions, AutoCloseable {
    private final SessionFactory factory;
    private final CliSettings settings;
    private final SessionCounts counts;
    private final SessionKeeper keeper;

    @GuardedBy("this")
    private final List<IdleSession> idle = new ArrayList<>();

    @GuardedBy("this")
    private final Set<Session> living = new HashSet<>();

    @GuardedBy("this")
    private int starting;

    @GuardedBy("this")
    private long evicted;

    @GuardedBy("this")
    private boolean closed;

    public SessionPool(
            SessionFactory factory, CliSettings settings, SessionCounts counts, ThreadFactory threadFactory) {
        this.factory = factory;
        this.settings = settings;
        this.counts = counts;
        this.keeper = new SessionKeeper(this, settings, threadFactory);
    }

    /** Starts a session of the CLI's default model, so that the first conversation does not wait for a boot. */
    public void warmUp() {
        if (keeps()) {
            keeper.use(SpawnKey.DEFAULT);
            keeper.prepareNow(SpawnKey.DEFAULT);
        }
    }

    boolean keeps() {
        return settings.pooling().keeps();
    }

    @Override
    public SessionLease lease(SessionSpec asked, Consumer<Session> begun) throws CliException, InterruptedException {
        SessionSpec spec = asked.withKey(allowed(asked.key()));
        Taken taken = take(spec, factory.version());
        keeper.conversationBegun(spec.key());
        if (taken == null) {
            return start(spec, begun);
        }
        Origin origin = Origin.of(taken.fit());
        counts.leased(origin);
        return new SessionLease(taken.session(), spec, origin, this);
    }

    @Override
    public SessionLease start(SessionSpec asked, Consumer<Session> begun) throws CliException, InterruptedException {
        SessionSpec spec = asked.withKey(allowed(asked.key()));
        if (!reserve()) {
            evictOldest();
            reserveBeyondLimit();
        }
        Session session = started(spec.key(), begun);
        counts.leased(Origin.COLD);
        return new SessionLease(session, spec, Origin.COLD, this);
    }

    /** Reserves a place for a process, which {@link #started} fills; false when the limit is reached. */
    synchronized boolean reserve() {
        boolean room = hasRoom();
        starting += room ? 1 : 0;
        return room;
    }

    /** A turn gets its process even when turns alone reach the limit. */
    private synchronized void reserveBeyondLimit() {
        starting++;
    }

    @GuardedBy("this")
    private boolean hasRoom() {
        return living.size() + starting < settings.pooling().maxProcesses();
    }

    /** Starts a session in a place that was reserved. */
    Session started(SpawnKey key, Consumer<Session> begun) throws CliException, InterruptedException {
        Session session = null;
        try {
            session = factory.start(key, begun);
            return session;
        } finally {
            synchronized (this) {
                starting--;
                if (session != null) {
                    living.add(session);
                }
            }
            if (session != null) {
                forgetWhenGone(session);
            }
        }
    }

    private void forgetWhenGone(Session session) {
        session.onGone(() -> gone(session));
    }

    /** When the operator allows no built-in tools, a session that may use them is like any other. */
    private SpawnKey allowed(SpawnKey asked) {
        return asked.builtInTools() && settings.tools().isEmpty()
                ? new SpawnKey(asked.model(), asked.betas(), false)
                : asked;
    }

    private record Taken(Session session, Fit fit) {}

    /**
     * Takes the best session for the conversation. A session whose CLI was replaced meanwhile only continues conversations
     * that it holds. A session whose own conversation is likely to go on only loses it when no process can be started.
     */
    private synchronized @Nullable Taken take(SessionSpec spec, Optional<CliVersion> version) {
        IdleSession best = null;
        Fit bestFit = Fit.NONE;
        for (IdleSession candidate : idle) {
            Fit fit = candidate.session().isAlive() ? candidate.session().fit(spec) : Fit.NONE;
            boolean current = Optional.of(candidate.session().version()).equals(version);
            if (fit.serves()
                    && (current || fit.kept() > 0)
                    && (best == null || isBetter(fit, candidate, bestFit, best))) {
                best = candidate;
                bestFit = fit;
            }
        }
        boolean loses = best != null && bestFit.kept() == 0 && bestFit.rewinds() && best.precious();
        if (best == null || (loses && hasRoom())) {
            return null;
        }
        idle.remove(best);
        return new Taken(best.session(), bestFit);
    }

    /** More messages held is better, then less to lose. Of equal ones the first stays, which is idle longest. */
    private static boolean isBetter(Fit fit, IdleSession candidate, Fit than, IdleSession best) {
        if (fit.kept() != than.kept()) {
            return fit.kept() > than.kept();
        }
        return loss(fit, candidate) < loss(than, best);
    }

    /** Whoever asks the CLI itself needs no conversation, and leaves alone those that there are if it can. */
    private static int loss(Fit fit, IdleSession candidate) {
        if (candidate.isEmpty() || (fit.kept() > 0 && !fit.rewinds())) {
            return 0;
        }
        return candidate.precious() ? 2 : 1;
    }

    /** Takes back a session that is idle, or soon will be; false when the caller has to end it instead. */
    boolean release(Session session) {
        boolean added;
        synchronized (this) {
            if (closed || !keeps()) {
                return false;
            }
            idle.add(new IdleSession(session, Stopwatch.start()));
            added = living.add(session);
        }
        if (added) {
            forgetWhenGone(session);
        }
        return true;
    }

    /** Makes a released session idle. A turn that has leased it meanwhile waits for that, or has done it. */
    void settle(Session session) throws InterruptedException {
        if (session.settle() && session.wornBy().isEmpty()) {
            keeper.becameIdle(session);
        } else if (remove(session)) {
            session.terminate();
        }
    }

    /** Makes room for a session that is wanted now. */
    private void evictOldest() {
        Session oldest;
        synchronized (this) {
            if (idle.isEmpty()) {
                return;
            }
            oldest = idle.remove(0).session();
            evicted++;
        }
        oldest.terminate();
    }

    private synchronized void gone(Session session) {
        living.remove(session);
        remove(session);
    }

    /** True when it was idle: now it belongs to the caller. */
    synchronized boolean remove(Session session) {
        return idle.removeIf(entry -> entry.session().equals(session));
    }

    /** Removes the sessions that have been idle too long or are worn; they belong to the caller now. */
    synchronized List<IdleSession> takeExpired() {
        List<IdleSession> expired = idle.stream()
                .filter(entry -> entry.idleFor(settings.pooling().idle())
                        || entry.session().wornBy().isPresent())
                .toList();
        idle.removeAll(expired);
        evicted += expired.size();
        return expired;
    }

    synchronized boolean isFull() {
        return !hasRoom();
    }

    /**
     * Removes the session idle longest among those whose clients seem to have left, if another session of the model keeps
     * its conversation; it belongs to the caller now.
     */
    synchronized Optional<Session> takeLeft(SpawnKey key) {
        List<IdleSession> holding = idle.stream()
                .filter(entry -> entry.session().key().equals(key) && !entry.isEmpty())
                .toList();
        Optional<IdleSession> spare = holding.stream().filter(IdleSession::left).findFirst();
        if (holding.size() < 2 || spare.isEmpty()) {
            return Optional.empty();
        }
        idle.remove(spare.orElseThrow());
        evicted++;
        return spare.map(IdleSession::session);
    }

    synchronized Readiness readiness(SpawnKey key) {
        List<IdleSession> same =
                idle.stream().filter(entry -> entry.session().key().equals(key)).toList();
        return new Readiness((int) same.stream().filter(IdleSession::isEmpty).count(), (int)
                same.stream().filter(IdleSession::spareable).count());
    }

    /**
     * What a model's next conversation would find.
     *
     * @param empty sessions without a conversation
     * @param spareable sessions whose conversation may be evicted
     */
    record Readiness(int empty, int spareable) {}

    public synchronized Counts counts() {
        int empty = (int) idle.stream().filter(IdleSession::isEmpty).count();
        return new Counts(empty, idle.size() - empty, evicted, factory.living());
    }

    /**
     * How many idle sessions and processes there are.
     *
     * @param empty idle sessions without a conversation
     * @param holding idle sessions with a conversation
     * @param evicted sessions emptied or ended while idle, since the start
     * @param processes all processes, including those that run a turn
     */
    public record Counts(int empty, int holding, long evicted, int processes) {}

    /** Takes no more sessions. {@code CliProcesses} ends the processes. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        keeper.close();
    }
}
