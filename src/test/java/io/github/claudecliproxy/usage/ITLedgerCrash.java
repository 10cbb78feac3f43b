package io.github.claudecliproxy.usage;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.testing.PostgresUnderTest;
import io.github.claudecliproxy.time.Stopwatch;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that records under load is killed (SIGKILL), again and again, on one database. */
class ITLedgerCrash {
    private static final int KILLS = 3;

    /**
     * Batches go out twice a second, but a busy machine may stall; where its disk does, that comes on top. What is lost is
     * printed: seldom more than half a second.
     */
    private static final Duration MAY_BE_LOST = Duration.ofSeconds(3);

    /**
     * What a killed process has said.
     *
     * @param settled how many turns it had settled for certain
     * @param early how many of those it had said so long before the kill that none of them may be lost
     */
    private record Killed(long settled, long early) {}

    @Test
    void killedOnSqlite_losesOnlyTheLastMomentsAndRepeatsNothing(@TempDir Path folder) throws Exception {
        assertNothingElseIsLost("jdbc:sqlite:" + folder.resolve("usage.db"));
    }

    @Test
    @Tag("postgres")
    void killedOnPostgres_losesOnlyTheLastMomentsAndRepeatsNothing() throws Exception {
        try (PostgresUnderTest postgres = new PostgresUnderTest()) {
            assertNothingElseIsLost(postgres.url());
        }
    }

    private static void assertNothingElseIsLost(String url) throws Exception {
        long recorded = 0;
        for (int kill = 1; kill <= KILLS; kill++) {
            Killed killed = runAndKill(url, MAY_BE_LOST.plusMillis(500 + 130L * kill));

            UsageCounts sums = recorded(url);
            long ofThisProcess = sums.turns() - recorded;
            System.out.printf(
                    "kill %d: %d turns settled, %d recorded, %d lost%n",
                    kill, killed.settled(), ofThisProcess, killed.settled() - ofThisProcess);
            assertThat(sums).as("each row is whole").isEqualTo(Turns.sums(sums.turns()));
            // one more may be settled and not said
            assertThat(ofThisProcess).isBetween(killed.early(), killed.settled() + 1);
            recorded = sums.turns();
        }
    }

    private static Killed runAndKill(String url, Duration after) throws IOException {
        Process writer = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        CrashWriter.class.getName(),
                        url)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Duration> said = new ArrayList<>();
        try (BufferedReader lines = writer.inputReader();
                DiskStalls disk = new DiskStalls()) {
            Stopwatch running = Stopwatch.start();
            Optional<Duration> opened = Optional.empty();
            Optional<Duration> killed = Optional.empty();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Duration now = running.elapsed();
                if (line.equals(String.valueOf(said.size() + 1))) {
                    said.add(now);
                } else if (line.contains("\"USAGE\"")) {
                    opened = opened.or(() -> Optional.of(now));
                }
                if (killed.isEmpty()
                        && opened.isPresent()
                        && now.compareTo(opened.orElseThrow().plus(after)) > 0) {
                    killed = Optional.of(now);
                    writer.toHandle().destroyForcibly(); // the process alone: what it has said is still to be read
                }
            }
            Duration limit = killed.orElseThrow().minus(MAY_BE_LOST).minus(disk.longest());
            return new Killed(
                    said.size(),
                    said.stream().filter(at -> at.compareTo(limit) < 0).count());
        } finally {
            writer.destroyForcibly().onExit().join();
        }
    }

    private static UsageCounts recorded(String url) throws Exception {
        try (OpenLedger open = new OpenLedger(CrashWriter.database(url))) {
            return open.report("2020-01-01", "2100-01-01", "day", Optional.empty()).rows().stream()
                    .map(UsageRow::counts)
                    .reduce(UsageCounts::plus)
                    .orElse(Turns.sums(0));
        }
    }
}
