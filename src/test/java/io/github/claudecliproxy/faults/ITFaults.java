package io.github.claudecliproxy.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each request has exactly one right answer and nothing is left behind, whatever the CLI, the client or the server does.
 * {@code -Dfaults.requests=N} sends N requests in all, {@code -Dfaults.seed=N} draws others.
 */
class ITFaults {
    private static final int REQUESTS = Integer.getInteger("faults.requests", 1000);
    private static final long SEED = Long.getLong("faults.seed", 20261122L);
    /** The most requests of one server, so that a long run starts and stops many servers. */
    private static final int LARGEST_ROUND = 5000;

    @TempDir
    private Path home;

    static Stream<Round> rounds() {
        Round.Kind[] kinds = Round.Kind.values();
        int rounds = (REQUESTS + LARGEST_ROUND * kinds.length - 1) / (LARGEST_ROUND * kinds.length) * kinds.length;
        return IntStream.range(0, rounds)
                .mapToObj(i -> new Round(kinds[i % kinds.length], SEED + i, (REQUESTS + rounds - 1) / rounds));
    }

    @Timeout(3600)
    @ParameterizedTest
    @MethodSource("rounds")
    void anyFault_oneRightAnswerAndNothingLeft(Round round) throws Exception {
        long started = System.nanoTime();

        Ledger ledger = new Storm(round, Files.createDirectory(home.resolve("home"))).rage();

        System.out.printf("%s took %.1f s: %s%n", round, (System.nanoTime() - started) / 1e9, ledger);
        assertThat(ledger.violations()).as(round + " " + ledger).isEmpty();
    }
}
