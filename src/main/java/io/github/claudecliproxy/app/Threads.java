package io.github.claudecliproxy.app;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Makes threads. */
final class Threads {
    private static final String MANAGED = "java:comp/DefaultManagedThreadFactory";

    private Threads() {}

    /**
     * Threads for work: the server's managed ones where it has them, else ours.
     *
     * @param factory makes them
     * @param managed whether they are the server's
     */
    record Turns(ThreadFactory factory, boolean managed) {}

    @SuppressWarnings("BanJNDI") // a constant name in the server's own naming context, not a client's
    static Turns forTurns() {
        try {
            if (InitialContext.doLookup(MANAGED) instanceof ThreadFactory managed) {
                return new Turns(managed, true);
            }
        } catch (NamingException | RuntimeException | LinkageError notHere) {
            // a plain servlet container, without that name or without JNDI
        }
        return new Turns(own("turn"), false);
    }

    /**
     * One thread for all deadlines; its tasks must not block. An empty task ticks each second: most deadlines are far
     * off and are cancelled, and scheduling one that is not the next to fire wakes no thread.
     */
    static ScheduledThreadPoolExecutor scheduler() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, own("scheduler"));
        scheduler.setRemoveOnCancelPolicy(true);
        Future<?> unused = scheduler.scheduleWithFixedDelay(() -> {}, 1, 1, TimeUnit.SECONDS);
        return scheduler;
    }

    /**
     * Daemon threads of our own. They carry the application's class loader, so that none keeps the loader of a
     * stopped application alive.
     */
    static ThreadFactory own(String name) {
        AtomicInteger number = new AtomicInteger();
        ClassLoader loader = Threads.class.getClassLoader();
        return work -> {
            Thread thread = new Thread(work, "claude-cli-proxy-" + name + "-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(loader);
            return thread;
        };
    }
}
