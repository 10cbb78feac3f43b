package io.github.claudecliproxy.usage;

import io.github.claudecliproxy.usage.database.Database;
import io.github.claudecliproxy.usage.database.PostgresServer;
import io.github.claudecliproxy.usage.database.SqliteFile;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/** A program that settles turns, and says after each how many those were, until it is killed. */
final class CrashWriter {
    /** About two thousand turns a second. */
    private static final long BETWEEN_NANOS = 500_000;

    private CrashWriter() {}

    static Database database(String url) {
        return url.startsWith(SqliteFile.URL_PREFIX)
                ? new SqliteFile(Path.of(url.substring(SqliteFile.URL_PREFIX.length())))
                : PostgresServer.of(url).orElseThrow();
    }

    public static void main(String[] arguments) {
        Ledger ledger = new Ledger(database(arguments[0]), Thread::new, (day, tokens) -> {});
        for (long turns = 1; ; turns++) {
            ledger.add(Turns.completed("m" + turns % 7, "key" + turns % 5));
            System.out.println(turns);
            LockSupport.parkNanos(BETWEEN_NANOS);
        }
    }
}
