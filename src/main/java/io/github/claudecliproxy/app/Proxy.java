package io.github.claudecliproxy.app;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.pool.CliSessions;
import io.github.claudecliproxy.cli.pool.SessionPool;
import io.github.claudecliproxy.cli.process.CliCheck;
import io.github.claudecliproxy.cli.process.CliLocator;
import io.github.claudecliproxy.cli.process.CliProcesses;
import io.github.claudecliproxy.config.Settings;
import io.github.claudecliproxy.dispatch.DispatchStats;
import io.github.claudecliproxy.dispatch.PriorityExecutor;
import io.github.claudecliproxy.http.access.AccessKeys;
import io.github.claudecliproxy.http.access.RefusedCallers;
import io.github.claudecliproxy.http.api.HealthReport;
import io.github.claudecliproxy.http.exchange.ConnectionWatch;
import io.github.claudecliproxy.http.exchange.Exchanges;
import io.github.claudecliproxy.http.page.Viewers;
import io.github.claudecliproxy.keys.KeyUses;
import io.github.claudecliproxy.lookup.LookupService;
import io.github.claudecliproxy.metrics.Metrics;
import io.github.claudecliproxy.metrics.MetricsReport;
import io.github.claudecliproxy.metrics.PrometheusText;
import io.github.claudecliproxy.plan.PlanWindows;
import io.github.claudecliproxy.status.StatusReport;
import io.github.claudecliproxy.status.TurnBoard;
import io.github.claudecliproxy.turn.TurnObserver;
import io.github.claudecliproxy.turn.TurnObservers;
import io.github.claudecliproxy.turn.TurnService;
import io.github.claudecliproxy.usage.Ledger;
import io.github.claudecliproxy.work.WorkService;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private final CliCheck cliCheck;
    private final CliProcesses processes;
    private final SessionPool sessions;
    private final Metrics metrics = new Metrics();
    private final TurnBoard board = new TurnBoard();
    private final StatusSource status;
    private final Viewers viewers;
    private final Optional<Ledger> ledger;
    private final PriorityExecutor executor;
    private final PlanWindows plan;
    private final WorkService work;
    private final TurnService turns;
    private final LookupService lookups;
    private final AccessKeys keys;
    private final RefusedCallers refused;
    private final KeyUses keyUses;
    private final ConnectionWatch clients;
    private final Exchanges exchanges;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Builds the services. Nothing listens yet.
     *
     * @param written the settings as they were written, for the page
     */
    Proxy(ProxySettings settings, Settings written) throws CliException {
        this.settings = settings;
        ThreadFactory own = Threads.own("service");
        Threads.Turns turnThreads = Threads.forTurns();
        this.managedThreads = turnThreads.managed();
        this.locator = new CliLocator(settings.cli());
        this.cliCheck = new CliCheck(locator, own);
        this.processes = new CliProcesses(settings.cli(), own);
        this.scheduler = Threads.scheduler(); // last of what may fail, because it starts a thread
        this.refused = new RefusedCallers(metrics);
        this.keyUses = new KeyUses(refused::limited);
        this.ledger = settings.ledger()
                .database()
                .map(database -> new Ledger(database.get(), Threads.own("usage"), keyUses::recall));
        this.executor = new PriorityExecutor(settings.dispatch(), turnThreads.factory(), scheduler);
        this.plan = new PlanWindows(
                settings.planOnly(), Clock.systemUTC(), new PlanPause(executor, scheduler, Clock.systemUTC())::begin);
        SessionMetrics counts = new SessionMetrics(metrics);
        this.sessions = new SessionPool(
                new CliSessions(locator, processes, settings.cli(), counts, plan), settings.cli(), counts, own);
        this.work = new WorkService(executor, scheduler, plan, cliCheck::refused);
        this.keys = new AccessKeys(settings.http());
        this.turns = new TurnService(work, sessions, plan, settings.cli().retries(), observers(), keyUses);
        this.lookups = new LookupService(work, sessions, LOOKUP, keyUses);
        this.clients = new ConnectionWatch(own);
        this.exchanges = new Exchanges(settings.http(), scheduler, clients);
        this.status = new StatusSource(
                new StatusSource.Parts(
                        board, this::health, this::metrics, processes::memory, () -> PlanStatus.of(plan)),
                written,
                new Findings(settings.cli(), locator, cliCheck, written.unknown()));
        this.viewers = new Viewers(status, Threads.own("viewer"));
        Gauges.observe(metrics, this::sessionsNow, executor, processes, plan);
    }

    private TurnObserver observers() {
        List<TurnObserver> observers = new ArrayList<>();
        observers.add(metrics);
        ledger.ifPresent(observers::add);
        if (settings.http().page()) {
            observers.add(board);
        }
        return new TurnObservers(observers);
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

    /** Empty where usage is not recorded. */
    Optional<Ledger> ledger() {
        return ledger;
    }

    CliLocator locator() {
        return locator;
    }

    CliCheck cliCheck() {
        return cliCheck;
    }

    boolean managedThreads() {
        return managedThreads;
    }

    StatusReport status() {
        return status.get();
    }

    Viewers viewers() {
        return viewers;
    }

    MetricsReport metrics() {
        return metrics.report(sessionsNow());
    }

    PrometheusText prometheus(String accept) {
        return metrics.prometheus(accept);
    }

    private MetricsReport.SessionsNow sessionsNow() {
        SessionPool.Counts counts = sessions.counts();
        return new MetricsReport.SessionsNow(counts.empty(), counts.holding(), counts.evicted(), counts.processes());
    }

    HealthReport health() {
        DispatchStats stats = executor.stats();
        HealthCheck accepting = () -> stats.accepting() ? Optional.empty() : Optional.of("the server is stopping");
        Optional<String> problem = Stream.of(accepting, processes::folderProblem, cliCheck::problem)
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

    /** Starts a process ahead of the first turn. */
    void warmUp() {
        sessions.warmUp();
    }

    /** Takes no new work, and returns when what runs has ended, at the latest after the drain time. */
    public void drain() {
        viewers.close(); // first: servers wait for open answers, and these end no other way
        try {
            work.drain(DRAIN);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            exchanges.drain();
        }
    }

    /** Their processes are gone, so their threads have little left to do; the ledger counts them. */
    private void awaitEndedTurns() {
        try {
            if (!executor.awaitIdle(Duration.ofSeconds(1))) {
                LOG.atWarn().addKeyValue("note", "turns are still ending").log("STOPPED");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
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
        viewers.close();
        work.close();
        sessions.close();
        locator.close();
        processes.close();
        executor.close();
        clients.close();
        awaitEndedTurns();
        ledger.ifPresent(Ledger::close);
        metrics.close();
        stopScheduler();
        LOG.atInfo().log("STOPPED");
    }
}
