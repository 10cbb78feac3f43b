package io.github.claudecliproxy.cli.pool;

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
 * All sessions that nobody has leased, those idle longest first. Whoever removes one from here owns it: of two turns that
 * continue the same conversation, of a turn and the end of its time to live, one wins. Thread-safe; nothing is said to a
 * process, and none is started or ended, under the lock.
 */
public final class SessionPool implements Sessions, AutoCloseable {
    private final SessionFactory factory;
    private final CliSettings settings;
    private final SessionCounts counts;
    private final List<IdleSession> idle = new ArrayList<>();
    private final Set<Session> living = new HashSet<>();
    private int starting;
    private final SessionKeeper keeper;
    private long evicted;
    private boolean closed;

    public SessionPool(
            SessionFactory factory, CliSettings settings, SessionCounts counts, ThreadFactory threadFactory) {
        this.factory = factory;
        this.settings = settings;
        this.counts = counts;
        this.keeper = new SessionKeeper(this, settings, threadFactory);
    }

    /** Starts a session of the CLI's default model, so that the first conversation need not wait for a boot. */
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
        SessionSpec spec = asked.withKey(key(asked.key()));
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
        SessionSpec spec = asked.withKey(key(asked.key()));
        if (!reserve()) {
            giveWay();
            reserveBeyond();
        }
        Session session = started(spec.key(), begun);
        counts.leased(Origin.COLD);
        return new SessionLease(session, spec, Origin.COLD, this);
    }

    /** Takes a place for a process that is about to be started; {@link #started} fills it. False when there is none. */
    synchronized boolean reserve() {
        boolean room = hasRoom();
        starting += room ? 1 : 0;
        return room;
    }

    /** A turn that runs comes first, whatever else lives. */
    private synchronized void reserveBeyond() {
        starting++;
    }

    private boolean hasRoom() {
        return living.size() + starting < settings.pooling().maxProcesses();
    }

    /** Starts a session, for which a place was taken. */
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
                watch(session);
            }
        }
    }

    private void watch(Session session) {
        session.onGone(() -> gone(session));
    }

    /** Where the operator allows no built-in tools, a session that could use them is like any other. */
    private SpawnKey key(SpawnKey asked) {
        return asked.builtInTools() && settings.tools().isEmpty()
                ? new SpawnKey(asked.model(), asked.betas(), false)
                : asked;
    }

    private record Taken(Session session, Fit fit) {}

    /**
     * The best session for the conversation. One whose CLI was replaced meanwhile only goes on with what it has. One that would lose a conversation which is likely to go on is only taken
     * when no process can be started instead.
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
        boolean loses = best != null && spec.isTurn() && bestFit.kept() == 0 && bestFit.rewinds() && best.precious();
        if (best == null || (loses && hasRoom())) {
            return null;
        }
        idle.remove(best);
        return new Taken(best.session(), bestFit);
    }

    /** What has more of the conversation; then what loses less; else the one that is idle longest, which comes first. */
    private static boolean isBetter(Fit fit, IdleSession candidate, Fit than, IdleSession best) {
        if (fit.kept() != than.kept()) {
            return fit.kept() > than.kept();
        }
        return loss(fit, candidate) < loss(than, best);
    }

    private static int loss(Fit fit, IdleSession candidate) {
        if (!fit.rewinds()) {
            return 0;
        }
        return candidate.precious() ? 2 : 1;
    }

    /** Takes a session that is at rest, or comes to it soon; false when it should be ended instead. */
    boolean release(Session session) {
        boolean unknown;
        synchronized (this) {
            if (closed || !keeps()) {
                return false;
            }
            idle.add(new IdleSession(session, Stopwatch.start()));
            unknown = living.add(session);
        }
        if (unknown) {
            watch(session);
        }
        return true;
    }

    /** Brings a session to rest that was released; whoever has leased it meanwhile finds it so. */
    void settle(Session session) throws InterruptedException {
        boolean rests = session.settle();
        Optional<String> worn = rests ? session.wornBy() : Optional.of("fault");
        if (worn.isEmpty()) {
            keeper.rests(session);
        } else if (remove(session)) {
            session.terminate();
        }
    }

    /** Ends the session that is idle longest, for one that is wanted now. */
    private void giveWay() {
        Session surplus;
        synchronized (this) {
            if (idle.isEmpty()) {
                return;
            }
            surplus = idle.remove(0).session();
            evicted++;
        }
        surplus.terminate();
    }

    private void gone(Session session) {
        synchronized (this) {
            living.remove(session);
        }
        remove(session);
    }

    /** Whether it was idle; now it is whoever's that called. */
    synchronized boolean remove(Session session) {
        return idle.removeIf(entry -> entry.session().equals(session));
    }

    /** Removes the sessions that are idle for too long; they are the caller's. */
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
     * Removes the session that is idle longest of those whose clients have left, where another one of the model keeps its
     * conversation; it is the caller's.
     */
    synchronized Optional<Session> takeLeft(SpawnKey key) {
        List<IdleSession> holding = idle.stream()
                .filter(entry -> entry.session().key().equals(key) && !entry.empty())
                .toList();
        Optional<IdleSession> spare = holding.stream().filter(IdleSession::left).findFirst();
        if (holding.size() < 2 || spare.isEmpty()) {
            return Optional.empty();
        }
        idle.remove(spare.orElseThrow());
        evicted++;
        return spare.map(IdleSession::session);
    }

    /** What a model's next conversation would find. */
    synchronized Readiness readiness(SpawnKey key) {
        List<IdleSession> same =
                idle.stream().filter(entry -> entry.session().key().equals(key)).toList();
        return new Readiness((int) same.stream().filter(IdleSession::empty).count(), (int)
                same.stream().filter(IdleSession::spareable).count());
    }

    /**
     * What waits for a model's next conversation.
     *
     * @param empty sessions without a conversation
     * @param spareable sessions whose conversation can be let go
     */
    record Readiness(int empty, int spareable) {}

    /** How many sessions wait, and how many processes live. */
    public synchronized Waiting waiting() {
        int empty = (int) idle.stream().filter(IdleSession::empty).count();
        return new Waiting(empty, idle.size() - empty, evicted, factory.living());
    }

    /**
     * Sessions that wait.
     *
     * @param empty without a conversation
     * @param holding with a conversation, and without a turn
     * @param evicted ended or emptied without a next turn, since the start
     * @param processes all processes, those that run a turn included
     */
    public record Waiting(int empty, int holding, long evicted, int processes) {}

    /** Takes no more sessions. The processes are ended by their own owner. */
    @Override
    public void close() {
        synchronized (this) {
            closed = true;
        }
        keeper.close();
    }
}
