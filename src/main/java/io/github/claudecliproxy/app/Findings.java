package io.github.claudecliproxy.app;

import io.github.claudecliproxy.cli.Cli;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliSettings;
import io.github.claudecliproxy.cli.pool.CliSessions;
import io.github.claudecliproxy.cli.process.AuthStatus;
import io.github.claudecliproxy.cli.process.CliCheck;
import io.github.claudecliproxy.cli.process.CliLocator;
import io.github.claudecliproxy.config.UnknownSetting;
import io.github.claudecliproxy.status.StatusReport.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the doctor would say of the running server, as far as it is known without asking the CLI. */
record Findings(CliSettings settings, CliLocator locator, CliCheck check, List<UnknownSetting> unknown) {
    List<Finding> now() {
        List<Finding> found = new ArrayList<>();
        found.add(new Finding(
                true, "Java", System.getProperty("java.version") + ", " + System.getProperty("java.vm.name")));
        Optional<CliException> missing = locator.knownProblem();
        if (missing.isPresent()) {
            found.add(new Finding(false, "claude CLI", missing.orElseThrow().getMessage()));
        } else {
            locator.knownCli().ifPresent(cli -> addCli(cli, found));
            check.problem()
                    .map(problem -> new Finding(false, "login", problem))
                    .or(() -> check.lastTold().map(AuthStatus::inWords).map(login -> new Finding(true, "login", login)))
                    .ifPresent(found::add);
        }
        unknown.forEach(setting -> found.add(new Finding(false, "settings", setting.told())));
        return found;
    }

    private void addCli(Cli cli, List<Finding> found) {
        found.add(new Finding(true, "claude CLI", cli.version() + " at " + cli.executable()));
        found.add(new Finding(
                CliSessions.notReused(settings, cli.version()).isEmpty(),
                "processes",
                CliSessions.reuseInWords(settings, cli.version())));
    }
}
