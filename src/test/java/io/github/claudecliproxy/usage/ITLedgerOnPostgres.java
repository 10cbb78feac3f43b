package io.github.claudecliproxy.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.testing.PostgresUnderTest;
import io.github.claudecliproxy.usage.database.Database;
import io.github.claudecliproxy.usage.database.PostgresServer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The ledger in a real PostgreSQL, alone, with a second node, and while the server is away. */
@Tag("postgres")
class ITLedgerOnPostgres extends LedgerContract {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static PostgresUnderTest postgres;

    private String url;

    @BeforeAll
    static void start() throws Exception {
        postgres = new PostgresUnderTest();
    }

    @AfterAll
    static void stop() throws Exception {
        postgres.close();
    }

    @BeforeEach
    void create() throws Exception {
        url = postgres.newDatabase("ledger" + DATABASES.incrementAndGet());
    }

    @Override
    Database database() {
        return PostgresServer.of(url).orElseThrow();
    }

    @Test
    void twoNodes_addUp() throws Exception {
        try (OpenLedger a = new OpenLedger(database());
                OpenLedger b = new OpenLedger(database())) {
            for (int i = 0; i < 5000; i++) {
                a.ledger().add(Turns.completed("m" + i % 7, "key" + i % 5));
                b.ledger().add(Turns.completed("m" + i % 7, "key" + i % 3));
            }
            a.awaitTurns(10_000);

            assertThat(b.rows("day").get(0).counts()).isEqualTo(Turns.sums(10_000));
        }
    }

    /** Its connections are cut wherever they are, several times. */
    @Test
    void serverThatStopsUnderLoad_losesAndRepeatsNothing() throws Exception {
        try (OpenLedger open = new OpenLedger(database())) {
            open.awaitProblem(false);
            int turns = 0;
            for (int round = 0; round < 3; round++) {
                long recorded = open.turns();
                while (open.turns() < recorded + 200) {
                    turns += settle(open, 100);
                }
                turns += settle(open, 100);
                postgres.stop();
                turns += settle(open, 100);
                open.awaitProblem(true);
                assertThatExceptionOfType(ExecutionException.class)
                        .isThrownBy(open::turns)
                        .withCauseInstanceOf(InvalidRequestException.class);
                postgres.startAgain();
                open.awaitProblem(false);
            }
            open.awaitTurns(turns);

            assertThat(open.rows("day").get(0).counts()).isEqualTo(Turns.sums(turns));
        }
    }

    private static int settle(OpenLedger open, int turns) {
        for (int i = 0; i < turns; i++) {
            open.ledger().add(Turns.completed("m", "key"));
        }
        return turns;
    }

    @Test
    void serverThatIsNotThere_isNoReasonToWait() throws Exception {
        postgres.stop();
        try (OpenLedger open = new OpenLedger(database())) {
            open.ledger().add(Turns.completed("m", ""));
            open.awaitProblem(true);

            postgres.startAgain();

            open.awaitTurns(1);
        }
    }
}
