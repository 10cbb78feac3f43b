package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Waits with a limit, for what tells nobody when it happens. */
final class Await {
    private static final Duration QUIET_WINDOW = Duration.ofMillis(100);
    private static final double QUIET_SHARE = 0.2;
    private static final int QUIET_WINDOWS = 3;

    private Await() {}

    /** Something that may have become true. */
    interface Condition {
        boolean met() throws IOException;
    }

    /** Whether it became true within {@code limit}; asks every few milliseconds. */
    static boolean met(Duration limit, Condition condition) throws IOException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.met()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            pause(Duration.ofMillis(2));
        }
        return true;
    }

    static void pause(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        for (long left = time.toNanos(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    /**
     * Waits until our processes rest, so that what one sample has left to do (a process that starts or ends)
     * is not paid for by the next. Rest is a fifth of a processor: idle CLIs take three percent each. Three windows are
     * longer than the pause after which the proxy starts a process for the next conversation.
     *
     * @return whether they came to rest within {@code limit}
     */
    static boolean quiet(Duration limit) {
        long deadline = System.nanoTime() + limit.toNanos();
        int quiet = 0;
        while (quiet < QUIET_WINDOWS && System.nanoTime() - deadline < 0) {
            long before = cpuNanos();
            long began = System.nanoTime();
            pause(QUIET_WINDOW);
            double share = (double) (cpuNanos() - before) / (System.nanoTime() - began);
            quiet = share < QUIET_SHARE ? quiet + 1 : 0;
        }
        return quiet == QUIET_WINDOWS;
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .descendants()
                .flatMap(process -> process.info().totalCpuDuration().stream())
                .mapToLong(Duration::toNanos)
                .sum();
    }

    static boolean ended(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
