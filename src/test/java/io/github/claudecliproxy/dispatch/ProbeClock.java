package io.github.claudecliproxy.dispatch;

import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** A clock for one test, whose thread is of the same factory as the tasks' threads, and ends when it has nothing to do. */
final class ProbeClock {
    private ProbeClock() {}

    static PriorityExecutor executor(DispatchSettings settings, ThreadFactory factory) {
        ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, factory);
        clock.setRemoveOnCancelPolicy(true);
        clock.setKeepAliveTime(1, TimeUnit.SECONDS);
        clock.allowCoreThreadTimeOut(true);
        return new PriorityExecutor(settings, factory, clock);
    }
}
