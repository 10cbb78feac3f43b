package io.github.claudecliproxy.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.usage.database.Database;
import io.github.claudecliproxy.usage.database.SqliteFile;
import io.github.claudecliproxy.work.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerOnSqliteTest extends LedgerContract {
    private static final int ROWS = 1_000_000;

    /** 1000 days, 50 keys, 20 models. */
    private static final String FILL = """
            WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
            INSERT INTO claude_usage SELECT date('2024-03-02', (i / 1000) || ' days'), 'key-' || (i / 20 %% 50),
              'model-' || (i %% 20), 1, 0, 1, 2, 3, 4, 5, 20, 7, 1 FROM n""".formatted(ROWS - 1);

    @TempDir
    private Path folder;

    @Override
    Database database() {
        return new SqliteFile(file());
    }

    private Path file() {
        return folder.resolve("state/claude-cli-proxy/usage.db");
    }

    @Test
    void open_filesAndFolder_areThisUsersAlone() throws Exception {
        try (OpenLedger open = new OpenLedger(database())) {
            open.awaitTurns(0);
            try (Stream<Path> all = Files.walk(folder.resolve("state"))) {
                assertThat(all)
                        .allSatisfy(
                                path -> assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                                        .as(path.toString())
                                        .endsWith("------"));
            }
            try (Stream<Path> files = Files.list(file().getParent())) {
                assertThat(files)
                        .as("the library is deleted once it is loaded")
                        .extracting(path -> path.getFileName().toString())
                        .contains("usage.db")
                        .allMatch(name -> name.startsWith("usage.db"));
            }
        }
    }

    @Test
    void problem_isTold_andWhatWasCountedMeanwhileIsRecordedLater() throws Exception {
        Path inTheWay = folder.resolve("state");
        Files.createFile(inTheWay);
        try (OpenLedger open = new OpenLedger(database())) {
            open.ledger().add(Turns.completed("m", ""));
            open.ledger().add(Turns.completed("m", ""));
            await().until(() -> open.ledger().problem().orElse("").contains("cannot be written"));

            Files.delete(inTheWay);

            open.awaitProblem(false);
            open.awaitTurns(2);
            assertThat(open.report("", "", "", Optional.empty()).recorded()).isTrue();
        }
    }

    /** Two copies of SQLite in one process would end each other's locks. */
    @Test
    void secondLedgerOfTheSameServer_recordsNotInTheSameFile() throws Exception {
        OpenLedger first = new OpenLedger(database());
        first.awaitProblem(false);
        try (OpenLedger second = new OpenLedger(database())) {
            second.ledger().add(Turns.completed("m", ""));
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(second::turns)
                    .withCauseInstanceOf(InvalidRequestException.class);

            first.ledger().close();

            second.awaitTurns(1);
        } finally {
            first.ledger().close();
        }
    }

    @Test
    void pending_howeverManyKeysAndModels_staysSmallAndLosesNothing() {
        Pending pending = new Pending();
        for (int i = 0; i < 50_000; i++) {
            UsageKey key = new UsageKey(LocalDate.EPOCH, "key-" + i, "model-" + i);
            pending.add(key, Turns.sums(1));
            pending.add(key, Turns.sums(1));
        }

        var taken = pending.take();

        assertThat(taken).hasSizeLessThanOrEqualTo(20_001);
        assertThat(taken.values().stream().reduce(UsageCounts::plus)).contains(Turns.sums(100_000));
    }

    @Test
    void models_thatNeverAnswered_getOnlySoManyRows() throws Exception {
        try (OpenLedger open = new OpenLedger(database())) {
            for (int i = 0; i < 1000; i++) {
                open.ledger().add(Turns.unanswered("made-up-" + i, "", Outcome.FAILED));
            }
            open.ledger().add(Turns.completed("claude-sonnet-5", ""));
            open.ledger().add(Turns.unanswered("claude-sonnet-5", "", Outcome.FAILED));
            open.awaitTurns(1002);

            List<UsageRow> rows = open.rows("model");
            assertThat(rows).hasSizeLessThan(110);
            assertThat(rows).extracting(UsageRow::model).contains("other", "claude-sonnet-5");
            assertThat(rows)
                    .filteredOn(row -> "claude-sonnet-5".equals(row.model()))
                    .extracting(row -> row.counts().turns())
                    .containsExactly(2L);
        }
    }

    @Test
    void report_ofAMillionRows_isRight() throws Exception {
        try (OpenLedger open = new OpenLedger(database())) {
            open.awaitTurns(0);
            Jdbi.create(database()::connect).useHandle(handle -> handle.execute(FILL));

            assertThat(open.report("2024-03-02", "2026-11-26", "key", Optional.empty())
                            .rows())
                    .hasSize(50)
                    .allSatisfy(row -> assertThat(row.counts()).isEqualTo(Turns.sums(ROWS / 50)));
            assertThat(open.report("2026-11-01", "2026-11-26", "day,model", Optional.empty())
                            .rows())
                    .hasSize(26 * 20)
                    .allSatisfy(row -> assertThat(row.counts()).isEqualTo(Turns.sums(50)));
            assertThatExceptionOfType(ExecutionException.class)
                    .isThrownBy(() -> open.report("2024-03-02", "2026-11-26", "day,model,key", Optional.empty()))
                    .withMessageContaining("more than 50000 rows; ask for fewer days");
        }
    }
}
