package io.github.claudecliproxy.cli;

/** A new process for each lease. */
public final class ColdSessions implements Sessions {
    private final CliLocator locator;
    private final CliProcesses processes;
    private final CliSettings settings;

    public ColdSessions(CliLocator locator, CliProcesses processes, CliSettings settings) {
        this.locator = locator;
        this.processes = processes;
        this.settings = settings;
    }

    @Override
    public CliSession lease(SessionSpec spec) throws CliException {
        CliProcess process = processes.start(locator.locate(), spec);
        return new CliSession(process, spec, settings.startLimit(), CliSession.Origin.COLD);
    }
}
