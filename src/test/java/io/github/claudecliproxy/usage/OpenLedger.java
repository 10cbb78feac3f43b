package io.github.claudecliproxy.usage;

import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.usage.database.Database;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A ledger whose day a test can change, and the questions to it. */
final class OpenLedger implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final AtomicReference<Instant> now = new AtomicReference<>(NOON);
    private final CompletableFuture<Map<String, Long>> before = new CompletableFuture<>();
    private final Ledger ledger;

    OpenLedger(Database database) {
        this.ledger = new Ledger(database, OpenLedger::daemon, (day, tokens) -> before.complete(tokens), new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now.get();
            }
        });
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "ledger-under-test");
        thread.setDaemon(true);
        return thread;
    }

    Ledger ledger() {
        return ledger;
    }

    /** What the ledger said was recorded of the day before it wrote anything. */
    Map<String, Long> before() throws Exception {
        return before.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    void setNow(Instant instant) {
        now.set(instant);
    }

    UsageReport report(String from, String to, String by, Optional<String> key) throws Exception {
        return ledger.report(UsageQuery.of(from, to, by, key, LocalDate.ofInstant(now.get(), ZoneOffset.UTC)))
                .get(LIMIT.toSeconds(), TimeUnit.SECONDS);
    }

    List<UsageRow> rows(String by) throws Exception {
        return report("", "", by, Optional.empty()).rows();
    }

    long turns() throws Exception {
        return rows("day").stream().mapToLong(row -> row.counts().turns()).sum();
    }

    /** Waits until so many turns are in the database. */
    void awaitTurns(long turns) {
        await().atMost(LIMIT).ignoreExceptions().until(() -> turns() == turns);
    }

    void awaitProblem(boolean there) {
        await().atMost(LIMIT).until(() -> ledger.problem().isPresent() == there);
    }

    @Override
    public void close() {
        ledger.close();
    }
}
