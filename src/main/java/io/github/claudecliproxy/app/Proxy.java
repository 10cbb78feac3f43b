package io.github.claudecliproxy.app;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.pool.CliSessions;
import io.github.claudecliproxy.cli.pool.SessionPool;
import io.github.claudecliproxy.cli.process.CliLocator;
import io.github.claudecliproxy.cli.process.CliProcesses;
import io.github.claudecliproxy.dispatch.DispatchStats;
import io.github.claudecliproxy.dispatch.PriorityExecutor;
import io.github.claudecliproxy.http.access.AccessKeys;
import io.github.claudecliproxy.http.access.RefusedCallers;
import io.github.claudecliproxy.http.api.HealthReport;
import io.github.claudecliproxy.http.exchange.ConnectionWatch;
import io.github.claudecliproxy.http.exchange.Exchanges;
import io.github.claudecliproxy.lookup.LookupService;
import io.github.claudecliproxy.metrics.Metrics;
import io.github.claudecliproxy.metrics.MetricsReport;
import io.github.claudecliproxy.turn.TurnService;
import io.github.claudecliproxy.work.WorkService;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All services of one proxy, and the only place that builds them. {@link #close} undoes it in the opposite order: no new
 * work, running turns end, processes end, threads end.
 */
public final class Proxy implements AutoCloseable {
    /** How long running turns may go on once the server stops. */
    static final Duration DRAIN = Duration.ofSeconds(30);

    /** How long a lookup may run: the CLI answers most in milliseconds, and asks the API for a few. */
    private static final Duration LOOKUP = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(Proxy.class);

    private final ProxySettings settings;
    private final boolean managedThreads;
    private final ScheduledThreadPoolExecutor scheduler;
    private final CliLocator locator;
    private final CliProcesses processes;
    private final SessionPool sessions;
    private final Metrics metrics = new Metrics();
    private final PriorityExecutor executor;
    private final WorkService work;
    private final TurnService turns;
    private final LookupService lookups;
    private final AccessKeys keys;
    private final RefusedCallers refused;
    private final ConnectionWatch clients;
    private final Exchanges exchanges;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** Builds the services; nothing is listening yet. */
    Proxy(ProxySettings settings) throws CliException {
        this.settings = settings;
        ThreadFactory own = Threads.own("service");
        Threads.Turns turnThreads = Threads.forTurns();
        this.managedThreads = turnThreads.managed();
        this.locator = new CliLocator(settings.cli());
        this.processes = new CliProcesses(settings.cli(), own);
        this.scheduler = Threads.scheduler(); // after what may fail: it has a thread from the start
        this.executor = new PriorityExecutor(settings.dispatch(), turnThreads.factory(), scheduler);
        SessionMetrics counts = new SessionMetrics(metrics);
        this.sessions = new SessionPool(
                new CliSessions(locator, processes, settings.cli(), counts), settings.cli(), counts, own);
        this.work = new WorkService(executor, scheduler);
        this.turns = new TurnService(work, sessions, settings.cli().retries(), new TurnMetrics(metrics));
        this.lookups = new LookupService(work, sessions, LOOKUP);
        this.keys = new AccessKeys(settings.http());
        this.refused = new RefusedCallers(metrics);
        this.clients = new ConnectionWatch(own);
        this.exchanges = new Exchanges(settings.http(), scheduler, clients);
    }

    ProxySettings settings() {
        return settings;
    }

    Exchanges exchanges() {
        return exchanges;
    }

    TurnService turns() {
        return turns;
    }

    LookupService lookups() {
        return lookups;
    }

    AccessKeys keys() {
        return keys;
    }

    RefusedCallers refused() {
        return refused;
    }

    CliLocator locator() {
        return locator;
    }

    boolean managedThreads() {
        return managedThreads;
    }

    MetricsReport metrics() {
        SessionPool.Waiting waiting = sessions.waiting();
        return metrics.report(new MetricsReport.SessionsNow(
                waiting.empty(), waiting.holding(), waiting.evicted(), waiting.processes()));
    }

    HealthReport health() {
        DispatchStats stats = executor.stats();
        HealthCheck accepting = () -> stats.accepting() ? Optional.empty() : Optional.of("the server is stopping");
        Optional<String> problem = Stream.of(accepting, this::cliProblem)
                .map(HealthCheck::problem)
                .flatMap(Optional::stream)
                .findFirst();
        return new HealthReport(
                problem.isEmpty(),
                stats.active(),
                stats.queued(),
                settings.dispatch().maxConcurrent(),
                settings.dispatch().maxQueueDepth(),
                problem.orElse(null));
    }

    /** Only what is known already: anyone may ask for the health, and asking the CLI starts a process. */
    private Optional<String> cliProblem() {
        return locator.knownProblem().map(problem -> "the claude CLI is missing or cannot be used");
    }

    /** Starts what makes the first turn quick. */
    void warmUp() {
        sessions.warmUp();
    }

    /** Takes no new turns, and returns when the running ones have ended, at the latest after the drain time. */
    public void drain() {
        try {
            work.drain(DRAIN);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            exchanges.drain();
        }
    }

    private void stopScheduler() {
        scheduler.shutdownNow();
        try {
            // a server looks for threads that an application has left behind
            if (!scheduler.awaitTermination(1, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends everything. Idempotent; after {@link #drain} there is little left to end. */
    @Override
    public void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        work.close();
        sessions.close();
        locator.close();
        processes.close();
        executor.close();
        clients.close();
        metrics.close();
        stopScheduler();
        LOG.atInfo().log("STOPPED");
    }
}
