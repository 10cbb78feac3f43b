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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Keeps a session ready for the next conversation of each model in use, and ends those that nobody comes back to. All on
 * one thread, one thing after the other: a boot costs most of a second of CPU, which turns need more, so after a
 * conversation has begun it waits for a pause, as the next may follow at once.
 */
final class SessionKeeper implements AutoCloseable {
    /** A model that nobody has asked for in this time needs no session. */
    private static final Duration UNUSED = Duration.ofMinutes(10);

    private static final Duration PAUSE = Duration.ofMillis(75);

    /** Without a conversation that begins for so long, a session that rests may be worked on. */
    private static final Duration REST = Duration.ofMillis(150);

    /** Conversations that follow each other without a pause must not keep the session away for ever. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    /** Where one can be emptied for it, the next conversation needs no process of its own. */
    private static final int ENOUGH_TO_SPARE = 1;

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final int MAX_DOUBLINGS = 6;

    private final SessionPool pool;
    private final CliSettings settings;
    private final ScheduledThreadPoolExecutor thread;
    private final Map<SpawnKey, Integer> failures = new HashMap<>();
    private final Map<SpawnKey, Deadline> used = new ConcurrentHashMap<>();
    private final Set<SpawnKey> awaitingQuiet = ConcurrentHashMap.newKeySet();
    private final Set<Session> awaitingRest = ConcurrentHashMap.newKeySet();
    private volatile Stopwatch lastBegun = Stopwatch.start();

    SessionKeeper(SessionPool pool, CliSettings settings, ThreadFactory threadFactory) {
        this.pool = pool;
        this.settings = settings;
        this.thread = new ScheduledThreadPoolExecutor(1, threadFactory);
        if (settings.pooling().keeps()) {
            long look = Math.max(1, Math.min(settings.pooling().idle().toMillis() / 10, 10_000));
            Future<?> unused = thread.scheduleWithFixedDelay(this::endExpired, look, look, TimeUnit.MILLISECONDS);
        }
    }

    void use(SpawnKey key) {
        used.put(key, Deadline.after(UNUSED));
    }

    /** A conversation has begun with the model: soon there should be a session for the next. */
    void conversationBegun(SpawnKey key) {
        if (!settings.pooling().keeps()) {
            return;
        }
        use(key);
        lastBegun = Stopwatch.start();
        if (awaitingQuiet.add(key)) {
            Deadline end = Deadline.after(LONGEST_WAIT);
            later(() -> whenQuiet(key, end), PAUSE);
        }
    }

    /** A session has come to rest; in a pause it is made ready for its conversation's next question. */
    void rests(Session session) {
        if (session.foreseesChange() && awaitingRest.add(session)) {
            later(() -> prepareNext(session), REST);
        }
    }

    /** Where conversations follow each other, the next one may want the session as it is. */
    private void prepareNext(Session session) {
        if (session.isAlive() && !lastBegun.reached(REST)) {
            later(() -> prepareNext(session), REST);
            return;
        }
        awaitingRest.remove(session);
        if (session.foreseesChange() && pool.remove(session)) {
            session.prepareNext();
            if (!pool.release(session)) {
                session.terminate();
            }
        }
    }

    /** Starts a session now if none is ready. */
    void prepareNow(SpawnKey key) {
        later(() -> prepare(key), Duration.ZERO);
    }

    private void whenQuiet(SpawnKey key, Deadline end) {
        if (!lastBegun.reached(PAUSE) && !end.passed()) {
            later(() -> whenQuiet(key, end), PAUSE);
        } else {
            awaitingQuiet.remove(key); // before we look: a conversation that begins now asks again
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
        } else if (ready.spareable() < ENOUGH_TO_SPARE && pool.reserve()) {
            startOne(key);
        }
    }

    /** The next conversation would have to take one of these, and then need not wait for it to be emptied. */
    private void emptyOne(SpawnKey key) {
        Session spare = pool.takeLeft(key).orElse(null);
        if (spare == null) {
            return;
        }
        try {
            if (!spare.empty() || !pool.release(spare)) {
                spare.terminate();
            }
        } catch (InterruptedException closing) {
            spare.terminate();
            Thread.currentThread().interrupt();
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
            session.onGone(() -> later(() -> prepareAgain(key), Duration.ZERO));
        } catch (CliException notStarted) {
            prepareLater(key);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    /** A session that was prepared is gone: killed, or after it has served. */
    private void prepareAgain(SpawnKey key) {
        if (isUsed(key)) {
            prepareLater(key);
        }
    }

    private void prepareLater(SpawnKey key) {
        int doublings = Math.min(MAX_DOUBLINGS, failures.merge(key, 1, Integer::sum) - 1);
        later(() -> prepare(key), FIRST_BACKOFF.multipliedBy(1L << doublings));
    }

    private boolean isUsed(SpawnKey key) {
        Deadline end = used.get(key);
        return end != null && !end.passed();
    }

    /** Of each model in use one session stays, without its conversation. */
    private void endExpired() {
        used.keySet().removeIf(key -> !isUsed(key));
        for (IdleSession expired : pool.takeExpired()) {
            Session session = expired.session();
            if (!isUsed(session.key()) || isWorn(session) || !keptEmpty(expired)) {
                session.terminate();
            }
        }
    }

    private static boolean isWorn(Session session) {
        return session.wornBy().isPresent();
    }

    private boolean keptEmpty(IdleSession expired) {
        Session session = expired.session();
        try {
            return pool.readiness(session.key()).empty() == 0
                    && (expired.empty() || session.empty())
                    && pool.release(session);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void later(Runnable task, Duration delay) {
        try {
            Future<?> unused = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            // nothing is kept any more
        }
    }

    @Override
    public void close() {
        CliProcesses.end(thread);
    }
}
