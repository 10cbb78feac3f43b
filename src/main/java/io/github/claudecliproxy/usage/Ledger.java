package io.github.claudecliproxy.usage;

import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.time.Deadline;
import io.github.claudecliproxy.turn.TurnInfo;
import io.github.claudecliproxy.turn.TurnObserver;
import io.github.claudecliproxy.turn.TurnSummary;
import io.github.claudecliproxy.usage.database.Database;
import io.github.claudecliproxy.work.WorkException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.SqlStatements;
import org.jspecify.annotations.Nullable;

/**
 * What turns used, for each day, key and model, in a database. It opens the database itself, on its own thread, and tries
 * again for as long as it has to. Thread-safe; observing a turn never waits.
 */
public final class Ledger implements TurnObserver, AutoCloseable {
    /** More rows than a person reads, few enough for the memory. */
    private static final int MOST_ROWS = 50_000;

    /** Each also writes its answer, so that one client that is slow to read does not keep the others waiting. */
    private static final int READERS = 4;

    private static final int MOST_WAITING_READERS = 16;
    private static final Duration OPEN_LIMIT = Duration.ofSeconds(5);
    private static final Duration QUERY_LIMIT = Duration.ofSeconds(10);
    private static final Duration CLOSE_LIMIT = Duration.ofSeconds(5);

    private final Database database;
    private final Clock clock;
    private final Jdbi jdbi;
    private final Pending pending = new Pending();
    private final ModelNames models = new ModelNames();
    private final Recording recording;
    private final ThreadPoolExecutor readers;
    private final Thread writer;

    /**
     * Begins to open the database, and records from now on.
     *
     * @param before is told once, before anything of this ledger is written, what was recorded of the current day: its
     *     tokens of all kinds, by the name of the key
     */
    public Ledger(Database database, ThreadFactory threads, BiConsumer<LocalDate, Map<String, Long>> before) {
        this(database, threads, before, Clock.systemUTC());
    }

    Ledger(Database database, ThreadFactory threads, BiConsumer<LocalDate, Map<String, Long>> before, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.recording = new Recording(database.name());
        this.jdbi = Jdbi.create(database::connect);
        this.jdbi.getConfig(SqlStatements.class).setQueryTimeout((int) QUERY_LIMIT.toSeconds());
        this.readers = new ThreadPoolExecutor(
                READERS, READERS, 1, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MOST_WAITING_READERS), threads);
        this.readers.allowCoreThreadTimeOut(true);
        this.writer = threads.newThread(new LedgerWriter(database, jdbi, pending, recording, before, clock));
        this.writer.start();
    }

    @Override
    public void accepted(TurnInfo turn) {
        // only its end counts
    }

    @Override
    public void started(TurnInfo turn) {
        // only its end counts
    }

    @Override
    public void settled(TurnInfo turn, TurnSummary summary, @Nullable WorkException failure) {
        add(summary);
    }

    void add(TurnSummary turn) {
        pending.add(new UsageKey(today(), turn.key(), models.of(turn)), UsageCounts.of(turn));
    }

    /** The current day, in UTC. */
    public LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** Why usage is not recorded now, or empty. */
    public Optional<String> problem() {
        return recording.problem();
    }

    /**
     * Reads a report, on a thread of the ledger's.
     *
     * @return fails with an {@link InvalidRequestException} that the caller can be answered: 400 if there are too many rows,
     *     503 if the database cannot be read
     */
    public CompletableFuture<UsageReport> report(UsageQuery query) {
        CompletableFuture<UsageReport> report = new CompletableFuture<>();
        try {
            readers.execute(new Asked(query, report));
        } catch (RejectedExecutionException full) {
            report.completeExceptionally(
                    new InvalidRequestException(ApiError.unavailable("Too many requests for /usage are waiting")));
        }
        return report;
    }

    /** A report that somebody waits for. */
    private final class Asked implements Runnable {
        private final UsageQuery query;
        private final CompletableFuture<UsageReport> report;

        Asked(UsageQuery query, CompletableFuture<UsageReport> report) {
            this.query = query;
            this.report = report;
        }

        @Override
        public void run() {
            try {
                report.complete(reportNow(query));
            } catch (InvalidRequestException | RuntimeException | Error failure) {
                report.completeExceptionally(failure);
            }
        }

        void refuse() {
            report.completeExceptionally(new InvalidRequestException(ApiError.serverStopping()));
        }
    }

    private UsageReport reportNow(UsageQuery query) throws InvalidRequestException {
        List<UsageRow> rows = read(handle -> LedgerTables.read(handle, query, MOST_ROWS + 1));
        if (rows.size() > MOST_ROWS) {
            throw new InvalidRequestException(
                    "from, to, by: these are more than " + MOST_ROWS + " rows; ask for fewer days, or by less");
        }
        Optional<String> problem = recording.problem();
        return new UsageReport(
                query.from().toString(),
                query.to().toString(),
                query.written(),
                problem.isEmpty(),
                problem.orElse(null),
                rows);
    }

    private <T> T read(Function<Handle, T> question) throws InvalidRequestException {
        try {
            if (!recording.awaitOpened(OPEN_LIMIT)) {
                throw unreadable("it is not open yet");
            }
            try (Handle handle = jdbi.open()) {
                database.limit(handle.getConnection(), Deadline.after(QUERY_LIMIT));
                T answer = question.apply(handle);
                recording.readable();
                return answer;
            }
        } catch (SQLException | RuntimeException | LinkageError failure) {
            throw unreadable(database.explain(failure));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new InvalidRequestException(ApiError.serverStopping());
        }
    }

    private InvalidRequestException unreadable(String why) {
        recording.unreadable(why);
        return new InvalidRequestException(
                ApiError.unavailable("usage: the database cannot be read now; the log has the reason (USAGE)"));
    }

    /** Writes what is pending, waits for that, but not long, and closes the database. */
    @Override
    public void close() {
        for (Runnable waiting : readers.shutdownNow()) {
            ((Asked) waiting).refuse();
        }
        pending.close();
        recording.closes();
        try {
            writer.join(CLOSE_LIMIT.toMillis());
            writer.interrupt(); // if it still waits for the database
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
