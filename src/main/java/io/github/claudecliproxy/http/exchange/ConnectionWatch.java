package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.http.Connection;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices clients that hang up while nothing is written to them; a servlet container does not tell, but the kernel
 * knows. Once a second, and only while requests are watched, it reads the kernel's table of connections. A connection
 * that the client has closed, or that is gone from the table, cancels its exchange. Without such a table (not Linux),
 * or when a request did not come straight from its connection, nothing is noticed, and the deadlines bound the work.
 */
public final class ConnectionWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);
    private static final long PERIOD_MS = 1000;
    private static final int ENOUGH_MISSES = 2;

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor timer;

    /** Starts watching, on a thread of its own, which also answers queued work that it cancels. */
    public ConnectionWatch(ThreadFactory threadFactory) {
        this.timer = new ScheduledThreadPoolExecutor(1, threadFactory);
        Future<?> unused = timer.scheduleWithFixedDelay(this::lookSafely, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * Watches the client of a request until the watch is closed.
     *
     * @param onGone called at most once, on this watch's thread
     */
    Watched watch(Connection client, Runnable onGone) {
        String key = ConnectionTable.key(client.remoteAddress(), client.remotePort(), client.localPort());
        Watched connection = new Watched(key, onGone);
        watched.add(connection);
        return connection;
    }

    /** The timer would drop a task that throws. */
    private void lookSafely() {
        try {
            look();
        } catch (RuntimeException | Error failure) {
            LOG.atError().setCause(failure).log("ERR");
        }
    }

    private void look() {
        if (watched.isEmpty()) {
            return;
        }
        Map<String, ConnectionTable.State> states;
        try {
            states = ConnectionTable.read();
        } catch (IOException noTable) {
            return;
        }
        for (Watched connection : watched) {
            connection.compare(states.get(connection.key));
        }
    }

    @Override
    public void close() {
        timer.shutdownNow();
        watched.clear();
        try {
            // servers report threads that an application leaves behind
            if (!timer.awaitTermination(PERIOD_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** A watched connection. */
    final class Watched implements AutoCloseable {
        private final String key;
        private final Runnable onGone;
        /**
         * How often in a row the connection was missing. The table is no snapshot, so one miss proves nothing; -1
         * until it was seen.
         */
        private int misses = -1;

        private Watched(String key, Runnable onGone) {
            this.key = key;
            this.onGone = onGone;
        }

        private void compare(ConnectionTable.@Nullable State state) {
            if (state == ConnectionTable.State.OPEN) {
                misses = 0;
                return;
            }
            misses += state == null && misses >= 0 ? 1 : 0;
            boolean gone = state == ConnectionTable.State.CLOSED_BY_CLIENT || misses >= ENOUGH_MISSES;
            if (gone && watched.remove(this)) {
                onGone.run();
            }
        }

        @Override
        public void close() {
            watched.remove(this);
        }
    }
}
