package io.github.claudecliproxy.app;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Where threads come from. */
final class Threads {
    private static final String MANAGED = "java:comp/DefaultManagedThreadFactory";

    private Threads() {}

    /**
     * The threads that run turns: the server's own where it manages any, else ours.
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
            // a plain servlet container: there is no such name, or no naming at all
        }
        return new Turns(own("turn"), false);
    }

    /**
     * One thread for all deadlines, whose tasks must not block. It ticks: most deadlines are far and are called off, and
     * one that is not the next thing to happen wakes no thread when it is set.
     */
    static ScheduledThreadPoolExecutor scheduler() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1, own("scheduler"));
        scheduler.setRemoveOnCancelPolicy(true);
        Future<?> unused = scheduler.scheduleWithFixedDelay(() -> {}, 1, 1, TimeUnit.SECONDS);
        return scheduler;
    }

    /** Daemon threads of ours. They carry the application's class loader, so that nothing keeps a stopped one alive. */
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
