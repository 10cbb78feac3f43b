package io.github.claudecliproxy.usage;

import io.github.claudecliproxy.usage.database.Database;
import io.github.claudecliproxy.usage.database.Drivers;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Brings what is pending to the database, in batches. Nothing here is shared: one thread runs it, opens the database and,
 * at the end, closes it.
 */
final class LedgerWriter implements Runnable {
    /** Between two batches. What comes meanwhile is what a killed process loses, so it is well below a second. */
    private static final Duration PAUSE = Duration.ofMillis(500);

    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(30);

    private final Database database;
    private final Jdbi jdbi;
    private final Pending pending;
    private final Recording recording;
    private final BiConsumer<LocalDate, Map<String, Long>> before;
    private final Clock clock;
    private final String node = UUID.randomUUID().toString();

    /** Taken, and not known to be written. It keeps its number until it is. */
    private SortedMap<UsageKey, UsageCounts> batch = new TreeMap<>();

    private long number;
    private boolean opened;
    private @Nullable Handle handle;

    LedgerWriter(
            Database database,
            Jdbi jdbi,
            Pending pending,
            Recording recording,
            BiConsumer<LocalDate, Map<String, Long>> before,
            Clock clock) {
        this.database = database;
        this.jdbi = jdbi;
        this.pending = pending;
        this.recording = recording;
        this.before = before;
        this.clock = clock;
    }

    @Override
    public void run() {
        try {
            writeUntilClosed();
            if (write()) { // the batch at hand; then what came meanwhile
                write();
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            letGo();
            database.close();
            Drivers.forget(); // of an opening that has failed half way
            long lost = turns(batch) + turns(pending.take());
            if (lost > 0) {
                recording.lost(lost);
            }
        }
    }

    private void writeUntilClosed() throws InterruptedException {
        Duration retry = FIRST_RETRY;
        while (!pending.isClosed()) {
            if (write()) {
                retry = FIRST_RETRY;
                pending.awaitClosed(PAUSE);
                pending.awaitSums();
            } else {
                pending.awaitClosed(retry);
                retry = Collections.min(List.of(retry.multipliedBy(2), LONGEST_RETRY));
            }
        }
    }

    /** Writes the batch at hand, or else what is pending; opens the database the first time. False if that failed. */
    private boolean write() {
        if (batch.isEmpty()) {
            batch = pending.take();
            number++;
        }
        if (batch.isEmpty() && pending.isClosed()) {
            return true;
        }
        try {
            Handle open = connection();
            if (!batch.isEmpty()) {
                LedgerTables.add(open, node, number, batch);
                batch = new TreeMap<>();
            }
            if (!database.keepsConnection()) {
                letGo();
            }
            recording.works();
            return true;
        } catch (IOException | SQLException | RuntimeException | Error failure) { // drivers throw all of these
            letGo();
            recording.fails(database.explain(failure));
            return false;
        }
    }

    private Handle connection() throws IOException, SQLException {
        if (!opened) {
            database.open();
            Drivers.forget(); // nothing of ours asks the JVM for a driver, and it would keep them
            LocalDate today = LocalDate.now(clock);
            jdbi.useHandle(first -> LedgerTables.forgetWriters(first, today));
            before.accept(today, jdbi.withHandle(first -> LedgerTables.tokens(first, today)));
            opened = true;
        }
        Handle open = handle;
        if (open == null) {
            open = jdbi.open();
            handle = open;
        }
        return open;
    }

    private void letGo() {
        Handle open = handle;
        handle = null;
        try {
            if (open != null) {
                open.close();
            }
        } catch (RuntimeException broken) {
            // it was given up because of that
        }
    }

    private static long turns(SortedMap<UsageKey, UsageCounts> sums) {
        return sums.values().stream().mapToLong(UsageCounts::turns).sum();
    }
}
