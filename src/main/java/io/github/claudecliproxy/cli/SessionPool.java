package io.github.claudecliproxy.cli;

import io.github.claudecliproxy.cli.CliSession.Origin;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;

/**
 * Leases, in this order: the parked session of the very conversation; a spare; a new process. When the processes would
 * become too many, a spare or the session parked longest gives way.
 */
public final class SessionPool implements Sessions, AutoCloseable {
    private final CliLocator locator;
    private final CliProcesses processes;
    private final CliSettings settings;
    private final SessionCounts counts;
    private final ParkedSessions parked;
    private final Spares spares;
    private final SpareStarter starter;

    public SessionPool(
            CliLocator locator,
            CliProcesses processes,
            CliSettings settings,
            SessionCounts counts,
            ScheduledExecutorService clock,
            ThreadFactory threadFactory) {
        this.locator = locator;
        this.processes = processes;
        this.settings = settings;
        this.counts = counts;
        this.parked = new ParkedSessions(settings.pooling(), clock);
        this.spares = new Spares(settings.pooling());
        this.starter = new SpareStarter(spares, locator, processes, settings, counts, threadFactory);
    }

    /** Starts a spare of the CLI's default model, so that the first conversation need not wait for a boot. */
    public void warmUp() {
        if (spares.enabled()) {
            spares.use(SpawnKey.DEFAULT);
            starter.startNow(SpawnKey.DEFAULT);
        }
    }

    @Override
    public SessionLease lease(SessionSpec spec) throws CliException {
        Optional<Conversation> before = conversation(spec);
        Optional<CliSession> continued = before.flatMap(known -> parked.take(spec, known));
        if (continued.isPresent()) {
            return leased(continued.orElseThrow(), Origin.CONTINUED, spec, before);
        }
        Optional<CliSession> spare = spares.take(key(spec), spec.opening());
        starter.conversationBegun(key(spec));
        return spare.isPresent() ? leased(spare.orElseThrow(), Origin.WARM, spec, before) : start(spec, before);
    }

    @Override
    public SessionLease start(SessionSpec spec) throws CliException {
        return start(spec, conversation(spec));
    }

    private SessionLease start(SessionSpec spec, Optional<Conversation> before) throws CliException {
        if (processes.count() >= settings.pooling().maxProcesses() && !spares.giveWay()) {
            parked.giveWay();
        }
        CliProcess process = processes.start(locator.locate(), key(spec));
        return leased(new CliSession(process, settings.startLimit()), Origin.COLD, spec, before);
    }

    private SessionLease leased(CliSession session, Origin how, SessionSpec spec, Optional<Conversation> before) {
        session.leasedAs(how);
        counts.leased(how);
        return new SessionLease(session, spec, before, parked);
    }

    /** Not digested where nothing comes of it. */
    private Optional<Conversation> conversation(SessionSpec spec) {
        return spec.parks() && parked.enabled() ? Optional.of(new Conversation(spec)) : Optional.empty();
    }

    /** Where the operator allows no built-in tools, a session that could use them is like any other. */
    private SpawnKey key(SessionSpec spec) {
        return new SpawnKey(
                spec.model(),
                spec.betas(),
                spec.builtInTools() && !settings.tools().isEmpty());
    }

    /** How many sessions wait, and how many processes live. */
    public Waiting waiting() {
        return new Waiting(spares.count(), parked.count(), parked.evicted(), processes.count());
    }

    /**
     * Sessions that wait.
     *
     * @param spares processes without a conversation
     * @param parked conversations without a turn
     * @param evicted parked sessions that were ended without a next turn, since the start
     * @param processes all processes, those that run a turn included
     */
    public record Waiting(int spares, int parked, long evicted, int processes) {}

    /** Starts no more spares. The processes are ended by their own owner. */
    @Override
    public void close() {
        starter.close();
    }
}
