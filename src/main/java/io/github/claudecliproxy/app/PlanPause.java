package io.github.claudecliproxy.app;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.github.claudecliproxy.dispatch.PriorityExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Pauses the queue while the plan is used up. The executor counts the pause on a clock that stands still while a laptop
 * sleeps, but the plan's resets are on the wall clock. So during a pause this looks now and then whether the reset has come.
 */
final class PlanPause {
    private static final long LOOK_SECONDS = 30;

    private final PriorityExecutor executor;
    private final ScheduledExecutorService scheduler;
    private final InstantSource clock;

    /** When the longest pause so far ends, by the wall clock. */
    @GuardedBy("this")
    private Instant end = Instant.MIN;

    @GuardedBy("this")
    private boolean looking;

    PlanPause(PriorityExecutor executor, ScheduledExecutorService scheduler, InstantSource clock) {
        this.executor = executor;
        this.scheduler = scheduler;
        this.clock = clock;
    }

    /** Begins a pause of this length; a longer one that is on already stays as it is. */
    synchronized void begin(Duration length) {
        Instant until = clock.instant().plus(length);
        end = until.isAfter(end) ? until : end;
        executor.pause(length);
        if (!looking) {
            lookLater();
        }
    }

    private synchronized void look() {
        if (clock.instant().isBefore(end)) {
            lookLater();
        } else {
            looking = false;
            executor.endPause();
        }
    }

    @GuardedBy("this")
    private void lookLater() {
        try {
            Future<?> unused = scheduler.schedule(this::look, LOOK_SECONDS, TimeUnit.SECONDS);
            looking = true;
        } catch (RejectedExecutionException stopping) {
            looking = false;
        }
    }
}
