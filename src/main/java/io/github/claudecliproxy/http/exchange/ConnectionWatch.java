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
 * Notices clients that went while nothing is written to them: a servlet container does not tell, the kernel does. Once a
 * second, and only while somebody waits, the system's table of connections is read; a connection that the client has
 * closed, or that has vanished, ends its turn. Where there is no such table (not Linux), or a request came another way
 * than straight from its connection, nothing is noticed here and the deadlines bound the work.
 */
public final class ConnectionWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionWatch.class);
    private static final long PERIOD_MS = 1000;
    private static final int ENOUGH_MISSES = 2;

    private final Set<Watched> watched = ConcurrentHashMap.newKeySet();
    private final ScheduledThreadPoolExecutor timer;

    /** Looks until it is closed, on a thread of its own: a waiting turn whose client has gone is answered there. */
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
            // a server looks for threads that an application has left behind
            if (!timer.awaitTermination(PERIOD_MS, TimeUnit.MILLISECONDS)) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One watched connection. */
    final class Watched implements AutoCloseable {
        private final String key;
        private final Runnable onGone;
        /** A connection that was seen and is missing may have been missed: the table is no snapshot. */
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
