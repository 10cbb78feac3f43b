package io.github.claudecliproxy.cli;

import io.github.claudecliproxy.cli.SessionSpec.Opening;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * Starts spares on its one thread, one after the other, each only when the one before has booted: a boot costs most of a
 * second of CPU, which turns need more. After a conversation has begun it waits for a pause, as the next may follow at
 * once. A spare that dies or cannot be started is replaced later each time.
 */
final class SpareStarter implements AutoCloseable {
    /** A model that nobody has asked for in this time needs no spare. */
    private static final Duration UNUSED = Duration.ofMinutes(10);

    private static final Duration PAUSE = Duration.ofMillis(150);
    /** Conversations that follow each other without a pause must not keep spares away for ever. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);

    private static final Duration FIRST_BACKOFF = Duration.ofSeconds(1);
    private static final int MAX_DOUBLINGS = 6;

    private final Spares spares;
    private final CliLocator locator;
    private final CliProcesses processes;
    private final CliSettings settings;
    private final SessionCounts counts;
    private final ScheduledThreadPoolExecutor thread;
    private final Map<SpawnKey, Integer> failures = new HashMap<>();
    private final Set<SpawnKey> awaitingQuiet = ConcurrentHashMap.newKeySet();
    private volatile long lastBegunNanos;

    SpareStarter(
            Spares spares,
            CliLocator locator,
            CliProcesses processes,
            CliSettings settings,
            SessionCounts counts,
            ThreadFactory threadFactory) {
        this.spares = spares;
        this.locator = locator;
        this.processes = processes;
        this.settings = settings;
        this.counts = counts;
        this.thread = new ScheduledThreadPoolExecutor(1, threadFactory);
        if (spares.enabled()) {
            Future<?> unused = thread.scheduleWithFixedDelay(
                    () -> spares.dropUnused(UNUSED), UNUSED.toSeconds(), UNUSED.toSeconds() / 10, TimeUnit.SECONDS);
        }
    }

    /** A conversation has begun with the model: soon there should be a spare for the next. */
    void conversationBegun(SpawnKey key) {
        long now = System.nanoTime();
        lastBegunNanos = now;
        if (spares.enabled() && awaitingQuiet.add(key)) {
            later(() -> whenQuiet(key, now), PAUSE);
        }
    }

    /** Starts a spare now. */
    void startNow(SpawnKey key) {
        later(() -> refill(key), Duration.ZERO);
    }

    private void whenQuiet(SpawnKey key, long askedNanos) {
        long now = System.nanoTime();
        if (now - lastBegunNanos < PAUSE.toNanos() && now - askedNanos < LONGEST_WAIT.toNanos()) {
            later(() -> whenQuiet(key, askedNanos), PAUSE);
        } else {
            awaitingQuiet.remove(key); // before we look: a conversation that begins now asks again
            refill(key);
        }
    }

    private void refill(SpawnKey key) {
        while (spares.wants(key) && processes.count() < settings.pooling().maxProcesses()) {
            try {
                if (!start(key)) {
                    return;
                }
            } catch (CliException notStarted) {
                replaceLater(key);
                return;
            } catch (InterruptedException closing) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    /** Starts a spare and waits until it has booted, or died. It may be taken before. */
    private boolean start(SpawnKey key) throws CliException, InterruptedException {
        long started = System.nanoTime();
        CliProcess process = processes.start(locator.locate(), key);
        CompletableFuture<Void> told = new CompletableFuture<>();
        processes.endUnless(process, CompletableFuture.allOf(told, process.spoken())); // it may not even read
        CliSession spare = new CliSession(process, settings.startLimit());
        tell(spare, spares.likely(key));
        told.complete(null);
        if (!spares.add(key, spare)) {
            spare.terminate();
            return false;
        }
        Future<?> unused = process.gone().thenRun(() -> later(() -> died(key, spare), Duration.ZERO));
        try {
            process.spoken().get();
        } catch (CancellationException | ExecutionException dead) {
            return false; // died() is told
        }
        counts.booted(Duration.ofNanos(System.nanoTime() - started));
        return true;
    }

    private static void tell(CliSession spare, Optional<Opening> likely) throws CliException {
        try {
            if (likely.isPresent()) {
                spare.prepare(likely.orElseThrow());
            } else {
                spare.warmUp(SessionSpec.plainSettings());
            }
        } catch (CliException deaf) {
            spare.terminate(); // it may live on without reading
            throw deaf;
        }
    }

    private void died(SpawnKey key, CliSession spare) {
        if (spares.remove(key, spare)) {
            replaceLater(key);
        } else {
            failures.remove(key); // it served, or was not wanted any more
        }
    }

    private void replaceLater(SpawnKey key) {
        int doublings = Math.min(MAX_DOUBLINGS, failures.merge(key, 1, Integer::sum) - 1);
        later(() -> refill(key), FIRST_BACKOFF.multipliedBy(1L << doublings));
    }

    private void later(Runnable task, Duration delay) {
        try {
            Future<?> unused = thread.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closing) {
            // no more spares
        }
    }

    @Override
    public void close() {
        CliProcesses.end(thread);
    }
}
