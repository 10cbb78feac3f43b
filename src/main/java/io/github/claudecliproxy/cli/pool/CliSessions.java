package io.github.claudecliproxy.cli.pool;

import io.github.claudecliproxy.cli.Cli;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.process.CliLocator;
import io.github.claudecliproxy.cli.process.CliProcess;
import io.github.claudecliproxy.cli.process.CliProcesses;
import io.github.claudecliproxy.cli.session.CliSession;
import io.github.claudecliproxy.cli.session.Session;
import io.github.claudecliproxy.plan.PlanWindows;
import io.github.claudecliproxy.time.Stopwatch;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts sessions with the real CLI, and decides whether they may serve one conversation after the other. */
public final class CliSessions implements SessionFactory {
    private static final Logger LOG = LoggerFactory.getLogger(CliSessions.class);

    /** Short names of models that the CLI can confirm. */
    private static final Set<String> CONFIRMED = Set.of("opus", "sonnet");

    private final CliLocator locator;
    private final CliProcesses processes;
    private final CliSettings settings;
    private final SessionCounts counts;
    private final PlanWindows plan;
    private final AtomicReference<@Nullable CliVersion> notReusable = new AtomicReference<>();

    /**
     * Sessions of one proxy.
     *
     * @param plan is told what their CLIs say of the operator's plan
     */
    public CliSessions(
            CliLocator locator, CliProcesses processes, CliSettings settings, SessionCounts counts, PlanWindows plan) {
        this.locator = locator;
        this.processes = processes;
        this.settings = settings;
        this.counts = counts;
        this.plan = plan;
    }

    @Override
    public Session start(SpawnKey key, Consumer<Session> begun) throws CliException, InterruptedException {
        Cli cli = locator.locate();
        boolean reused = canBeReused(key) && mayReuse(cli.version());
        Stopwatch boot = Stopwatch.start();
        CliProcess process = processes.start(cli, key);
        CliSession session =
                new CliSession(process, cli.version(), key, settings.startLimit(), settings.pooling(), reused, plan);
        begun.accept(session);
        try {
            session.boot();
        } catch (CliException unfit) {
            session.close();
            if (unfit.kind() != CliException.Kind.ODD) {
                throw unfit;
            }
            doNotReuse(cli.version(), "it could not be emptied: " + unfit.summary());
            return start(key, begun);
        } catch (InterruptedException stopping) {
            session.terminate();
            throw stopping;
        }
        counts.booted(boot.elapsed());
        return session;
    }

    @Override
    public Optional<CliVersion> version() {
        try {
            return Optional.of(locator.locate().version());
        } catch (CliException none) {
            return Optional.empty();
        }
    }

    @Override
    public int living() {
        return processes.count();
    }

    /**
     * Nobody knows what built-in tools remember. And the CLI takes another system prompt only together with the name of a
     * model that it can confirm: that is every full id, and some short names.
     */
    private static boolean canBeReused(SpawnKey key) {
        return !key.builtInTools()
                && key.model()
                        .map(name -> name.startsWith("claude-") || CONFIRMED.contains(name))
                        .orElse(true);
    }

    private boolean mayReuse(CliVersion version) {
        if (!settings.pooling().reuse() || !settings.pooling().keeps() || version.equals(notReusable.get())) {
            return false;
        }
        if (!version.reusable()) {
            doNotReuse(version, "this version was not tested for it");
            return false;
        }
        return true;
    }

    /** Logs the reason once for a version. */
    private void doNotReuse(CliVersion version, String why) {
        if (!version.equals(notReusable.getAndSet(version))) {
            LOG.atWarn()
                    .addKeyValue("version", version.toString())
                    .addKeyValue("note", "each conversation has a claude process of its own: " + why)
                    .log("CLI_REUSE");
        }
    }

    /** Whether processes of this version are reused, in words for the operator. */
    public static String reuseInWords(CliSettings settings, CliVersion version) {
        return notReused(settings, version)
                .map(why -> "not reused: " + why)
                .orElse("are reused for one conversation after the other");
    }

    /** Why processes of this version are not reused, in words for the operator; empty when they are. */
    public static Optional<String> notReused(CliSettings settings, CliVersion version) {
        if (!settings.pooling().reuse()) {
            return Optional.of("CLAUDE_PROXY_REUSE_PROCESSES is false");
        }
        return version.reusable()
                ? Optional.empty()
                : Optional.of("this version was not tested for it, so each conversation has a process of its own");
    }
}
