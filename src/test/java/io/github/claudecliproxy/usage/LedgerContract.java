package io.github.claudecliproxy.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.usage.database.Database;
import io.github.claudecliproxy.work.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;

/** What holds on every kind of database. */
abstract class LedgerContract {
    private static final String SONNET = "claude-sonnet-5";
    private static final String OPUS = "claude-opus-5-5";

    /** The same empty database each time within one test. */
    abstract Database database() throws Exception;

    @Test
    void settled_turns_areSummedByDayModelAndKey() throws Exception {
        try (OpenLedger open = new OpenLedger(database())) {
            open.ledger().add(Turns.completed(SONNET, "ci"));
            open.ledger().add(Turns.completed(SONNET, "ci"));
            open.ledger().add(Turns.completed(SONNET, "me"));
            open.setNow(Instant.parse("2026-11-28T00:00:00Z"));
            open.ledger().add(Turns.completed("claude-opus-5", "ci"));
            open.awaitTurns(4);

            assertThat(open.rows("day,model,key"))
                    .containsExactly(
                            new UsageRow("2026-11-27", SONNET, "ci", Turns.sums(2)),
                            new UsageRow("2026-11-27", SONNET, "me", Turns.sums(1)),
                            new UsageRow("2026-11-28", "claude-opus-5", "ci", Turns.sums(1)));
            assertThat(open.rows("key"))
                    .containsExactly(
                            new UsageRow(null, null, "ci", Turns.sums(3)),
                            new UsageRow(null, null, "me", Turns.sums(1)));
            assertThat(open.report("2026-11-28", "", "day", Optional.empty()).rows())
                    .containsExactly(new UsageRow("2026-11-28", null, null, Turns.sums(1)));
            assertThat(open.report("", "", "model", Optional.of("me")).rows())
                    .containsExactly(new UsageRow(null, SONNET, null, Turns.sums(1)));
        }
    }

    @Test
    void settled_turnsThatFailed_areErrorsUnlessTheClientHungUp() throws Exception {
        try (OpenLedger open = new OpenLedger(database())) {
            for (Outcome outcome : Outcome.values()) {
                open.ledger().add(Turns.unanswered(SONNET, "", outcome));
            }
            open.awaitTurns(5);

            assertThat(open.rows("day").get(0).counts()).isEqualTo(new UsageCounts(5, 3, 0, 0, 0, 0, 0, 0, 0, 0));
        }
    }

    @Test
    void restart_keepsWhatWasCounted() throws Exception {
        try (OpenLedger first = new OpenLedger(database())) {
            first.ledger().add(Turns.completed(SONNET, ""));
        } // closed at once: what is pending is written

        try (OpenLedger second = new OpenLedger(database())) {
            second.ledger().add(Turns.completed(SONNET, ""));
            second.awaitTurns(2);

            assertThat(second.rows("model")).containsExactly(new UsageRow(null, SONNET, null, Turns.sums(2)));
        }
    }

    @Test
    void restart_tellsTheDaysTokensOfAllKindsByKey_andNotItsOwn() throws Exception {
        try (OpenLedger first = new OpenLedger(database())) {
            first.setNow(OpenLedger.NOON.minus(Duration.ofDays(1)));
            first.ledger().add(Turns.completed(SONNET, "ci"));
            first.setNow(OpenLedger.NOON);
            first.ledger().add(Turns.completed(OPUS, "ci"));
            first.ledger().add(Turns.completed(SONNET, "ci"));
            first.ledger().add(Turns.completed(SONNET, "me"));
            first.awaitTurns(4);
        }

        try (OpenLedger second = new OpenLedger(database())) {
            second.ledger().add(Turns.completed(SONNET, "ci"));

            assertThat(second.before()).isEqualTo(Map.of("ci", 30L, "me", 15L));
        }
    }

    @Test
    void report_callerIsSlowToReadIt_othersGetTheirs() throws Exception {
        CountDownLatch read = new CountDownLatch(1);
        try (OpenLedger open = new OpenLedger(database())) {
            CompletableFuture<Void> slow = open.ledger()
                    .report(UsageQuery.of(
                            "", "", "day", Optional.empty(), open.ledger().today()))
                    .thenAccept(report -> awaitUninterruptibly(read));

            assertThat(open.rows("day")).isEmpty();

            assertThat(slow).isNotDone();
            read.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void settled_namesThatNoDatabaseTakes_areRecordedAllTheSame() throws Exception {
        try (OpenLedger open = new OpenLedger(database())) {
            open.ledger().add(Turns.completed("a\u0000b\ud800'\"" + "x".repeat(1000), "ci"));
            open.awaitTurns(1);

            assertThat(open.rows("model").get(0).model())
                    .startsWith("a?b?'\"xxx")
                    .hasSize(200);
        }
    }

    /** As when a connection breaks during a commit that has taken place. */
    @Test
    void add_theSameBatchAgain_isNotCountedTwice() throws Exception {
        Database database = database();
        database.open();
        Jdbi jdbi = Jdbi.create(database::connect);
        TreeMap<UsageKey, UsageCounts> batch =
                new TreeMap<>(Map.of(new UsageKey(LocalDate.of(2026, 11, 27), "ci", SONNET), Turns.sums(1)));

        jdbi.useHandle(handle -> {
            LedgerTables.add(handle, "a", 1, batch);
            LedgerTables.add(handle, "a", 1, batch);
            LedgerTables.add(handle, "a", 2, batch);
            LedgerTables.add(handle, "a", 1, batch);
            LedgerTables.add(handle, "b", 1, batch);
        });
        database.close();

        try (OpenLedger open = new OpenLedger(database())) {
            assertThat(open.turns()).isEqualTo(3);
        }
    }
}
