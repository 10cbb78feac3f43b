package io.github.claudecliproxy.usage;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether usage reaches the database. Each change is logged once. Told by the thread that writes; any thread may ask.
 */
final class Recording {
    private static final Logger LOG = LoggerFactory.getLogger(Recording.class);
    private static final String STARTING = "usage is not recorded yet: the database is being opened";
    private static final String PROBLEM =
            "usage is not recorded: the database cannot be written; the log has the reason (USAGE). It is counted in memory,"
                    + " and recorded once the database can be written again";

    private final String database;
    private final CountDownLatch opened = new CountDownLatch(1);
    private final AtomicBoolean readable = new AtomicBoolean(true);
    private volatile @Nullable String problem = STARTING;

    /** Of a database, by its name for the log. */
    Recording(String database) {
        this.database = database;
    }

    /** A batch, or the opening, has worked. */
    void works() {
        if (problem != null) {
            problem = null;
            opened.countDown();
            LOG.atInfo().addKeyValue("database", database).log("USAGE");
        }
    }

    void fails(String why) {
        if (!PROBLEM.equals(problem)) {
            problem = PROBLEM;
            LOG.atWarn()
                    .addKeyValue("database", database)
                    .addKeyValue("error", why)
                    .addKeyValue("note", "usage is not recorded; turns go on, and it is counted in memory meanwhile")
                    .log("USAGE");
        }
    }

    /** These turns will never be in the ledger. */
    void lost(long turns) {
        LOG.atWarn()
                .addKeyValue("database", database)
                .addKeyValue("turns", turns)
                .addKeyValue("note", "the usage of these last turns is lost: it could not be written before the end")
                .log("USAGE");
    }

    void unreadable(String why) {
        if (readable.compareAndSet(true, false)) {
            LOG.atWarn()
                    .addKeyValue("database", database)
                    .addKeyValue("error", why)
                    .addKeyValue("note", "usage cannot be read")
                    .log("USAGE");
        }
    }

    void readable() {
        readable.set(true);
    }

    /** Nobody waits any longer. */
    void closes() {
        opened.countDown();
    }

    /** For callers; the log says more. */
    Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    /** Waits until the database was opened once, at most so long. */
    boolean awaitOpened(Duration most) throws InterruptedException {
        return opened.await(most.toNanos(), TimeUnit.NANOSECONDS);
    }
}
