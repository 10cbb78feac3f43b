package io.github.claudecliproxy.cli.session;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.process.CliProcess;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a session does between two turns. */
@FunctionalInterface
interface Step {
    /** More than a process takes that answers at all, see {@link Replayer}. */
    Duration UNATTENDED = Duration.ofSeconds(20);

    void take() throws CliException, InterruptedException;

    /** A step that belongs to no turn, so that nobody can cancel it: a process that does not even read is killed. */
    static Step unattended(CliProcess process, Step step) {
        return () -> {
            AtomicBoolean taken = new AtomicBoolean();
            process.after(UNATTENDED, () -> {
                if (!taken.get()) {
                    process.kill();
                }
            });
            try {
                step.take();
            } finally {
                taken.set(true);
            }
        };
    }
}
