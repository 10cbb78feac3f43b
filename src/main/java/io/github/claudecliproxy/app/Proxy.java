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
 * All services of one proxy; the only place that builds them. {@link #close} ends them in the opposite order: no new
 * work, then running turns, processes, threads.
 */
public final class Proxy implements AutoCloseable {
    /** How long running work may go on once the server stops. */
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

    /** Builds the services. Nothing listens yet. */
    Proxy(ProxySettings settings) throws CliException {
        this.settings = settings;
        ThreadFactory own = Threads.own("service");
        Threads.Turns turnThreads = Threads.forTurns();
        this.managedThreads = turnThreads.managed();
        this.locator = new CliLocator(settings.cli());
        this.processes = new CliProcesses(settings.cli(), own);
        this.scheduler = Threads.scheduler(); // last of what may fail, because it starts a thread
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

    /** Only what is already known: anyone may ask for the health, and asking the CLI would start a process. */
    private Optional<String> cliProblem() {
        return locator.knownProblem().map(problem -> "the claude CLI is missing or cannot be used");
    }

    /** Starts a process ahead of the first turn. */
    void warmUp() {
        sessions.warmUp();
    }

    /** Takes no new work, and returns when what runs has ended, at the latest after the drain time. */
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
            // servers report threads that an application leaves behind
            if (!scheduler.awaitTermination(1, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends everything. Idempotent. */
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
