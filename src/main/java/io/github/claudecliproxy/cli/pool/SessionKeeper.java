package io.github.claudecliproxy.cli.pool;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.process.CliProcesses;
import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.time.Deadline;
import io.github.claudecliproxy.time.Stopwatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session ready for the next conversation of each model in use, and ends sessions that nobody comes back to. One
 * thread does it all, one step at a time: a boot costs most of a second of CPU, which running turns need more. So after a
 * conversation has begun the keeper waits for a pause, because the next one may follow at once.
 */
final class SessionKeeper implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionKeeper.class);

    /** A model for which no conversation has begun in this time needs no session. */
    private static final Duration UNUSED = Duration.ofMinutes(10);

    /** Time without a new conversation after which a process may be started. */
    private static final Duration PAUSE = Duration.ofMillis(75);

    /** Time without a new conversation after which an idle session may be prepared. */
    private static final Duration REST = Duration.ofMillis(150);

    /** When conversations begin without a pause, the next session is prepared after this time anyway. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    /** So many sessions that can be emptied do for the next conversation; then none is started for it. */
    private static final int ENOUGH_SPAREABLE = 1;

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final int MAX_DOUBLINGS = 6;

    private final SessionPool pool;
    private final CliSettings settings;
    private final ScheduledThreadPoolExecutor thread;
    private final Map<SpawnKey, Integer> failures = new HashMap<>();
    private final Set<SpawnKey> retrying = new HashSet<>();
    private final Map<SpawnKey, Deadline> used = new ConcurrentHashMap<>();
    private final Set<SpawnKey> awaitingPause = ConcurrentHashMap.newKeySet();
    private final Set<Session> toPrepare = ConcurrentHashMap.newKeySet();
    private volatile Stopwatch lastBegun = Stopwatch.start();

    SessionKeeper(SessionPool pool, CliSettings settings, ThreadFactory threadFactory) {
        this.pool = pool;
        this.settings = settings;
        this.thread = new ScheduledThreadPoolExecutor(1, threadFactory);
        if (settings.pooling().keeps()) {
            long period = Math.max(1, Math.min(settings.pooling().idle().toMillis() / 10, 10_000));
            Future<?> unused = thread.scheduleWithFixedDelay(this::endExpired, period, period, TimeUnit.MILLISECONDS);
        }
    }

    void use(SpawnKey key) {
        used.put(key, Deadline.after(UNUSED));
    }

    /** A conversation has begun: soon there should be a session for the next one of its model. */
    void conversationBegun(SpawnKey key) {
        if (!settings.pooling().keeps()) {
            return;
        }
        use(key);
        lastBegun = Stopwatch.start();
        if (awaitingPause.add(key)) {
            Deadline end = Deadline.after(LONGEST_WAIT);
            later(() -> afterPause(key, end), PAUSE);
        }
    }

    /** In a pause the session is prepared for the next question of its conversation. */
    void becameIdle(Session session) {
        if (session.foreseesChange() && toPrepare.add(session)) {
            later(() -> prepareNext(session), REST);
        }
    }

    /** Not while conversations begin one after the other: the next one may want the session. */
    private void prepareNext(Session session) {
        if (session.isAlive() && !lastBegun.reached(REST)) {
            later(() -> prepareNext(session), REST);
            return;
        }
        toPrepare.remove(session);
        if (!prepared(session) && pool.remove(session)) {
            session.terminate();
        }
    }

    private static boolean prepared(Session session) {
        try {
            return session.prepareNext();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Starts a session now if none is ready. */
    void prepareNow(SpawnKey key) {
        later(() -> prepare(key), Duration.ZERO);
    }

    private void afterPause(SpawnKey key, Deadline end) {
        if (!lastBegun.reached(PAUSE) && !end.passed()) {
            later(() -> afterPause(key, end), PAUSE);
        } else {
            awaitingPause.remove(key); // first: a conversation that begins from here on asks for another look
            prepare(key);
        }
    }

    private void prepare(SpawnKey key) {
        SessionPool.Readiness ready = pool.readiness(key);
        if (ready.empty() > 0) {
            return;
        }
        if (pool.isFull()) {
            emptyOne(key);
        } else if (ready.spareable() < ENOUGH_SPAREABLE && pool.reserve()) {
            startOne(key);
        }
    }

    /** The next conversation would have to take one of these sessions anyway; now it need not wait until it is empty. */
    private void emptyOne(SpawnKey key) {
        pool.takeLeft(key).filter(left -> !givenBackEmpty(left)).ifPresent(Session::terminate);
    }

    private boolean givenBackEmpty(Session session) {
        try {
            return session.empty() && pool.release(session);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void startOne(SpawnKey key) {
        try {
            Session session = pool.started(key, begun -> {});
            failures.remove(key);
            if (!session.settle() || !pool.release(session)) {
                session.terminate();
                return;
            }
            session.onGone(() -> later(() -> prepareLater(key), Duration.ZERO)); // killed, or worn
        } catch (CliException notStarted) {
            prepareLater(key);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** One retry of a model is scheduled at a time, however many of its turns fail meanwhile. */
    private void prepareLater(SpawnKey key) {
        if (retrying.add(key)) {
            int doublings = Math.min(MAX_DOUBLINGS, failures.merge(key, 1, Integer::sum) - 1);
            later(() -> retry(key), FIRST_BACKOFF.multipliedBy(1L << doublings));
        }
    }

    private void retry(SpawnKey key) {
        retrying.remove(key);
        if (isUsed(key)) {
            prepare(key);
        } else {
            failures.remove(key);
        }
    }

    private boolean isUsed(SpawnKey key) {
        Deadline end = used.get(key);
        return end != null && !end.passed();
    }

    /** Of each model in use one expired session stays, empty. */
    private void endExpired() {
        used.keySet().removeIf(key -> !isUsed(key));
        for (IdleSession expired : pool.takeExpired()) {
            boolean kept = false;
            try {
                kept = isUsed(expired.session().key())
                        && expired.session().wornBy().isEmpty()
                        && keptEmpty(expired);
            } catch (RuntimeException | Error failure) { // or no session would ever expire again
                LOG.atError().setCause(failure).log("ERR");
            } finally {
                if (!kept) {
                    expired.session().terminate();
                }
            }
        }
    }

    private boolean keptEmpty(IdleSession expired) {
        Session session = expired.session();
        return pool.readiness(session.key()).empty() == 0
                && (expired.isEmpty() ? pool.release(session) : givenBackEmpty(session));
    }

    private void later(Runnable task, Duration delay) {
        try {
            Future<?> unused = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            // the pool closes, and prepares nothing any more
        }
    }

    @Override
    public void close() {
        CliProcesses.end(thread);
    }
}
