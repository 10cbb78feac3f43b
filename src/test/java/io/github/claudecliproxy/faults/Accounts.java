package io.github.claudecliproxy.faults;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Http;
import java.io.IOException;
import java.util.List;

/** Checks that {@code GET /metrics} adds up, and that it agrees with what the clients have seen. */
record Accounts(Http http, Ledger ledger) {
    private static final List<String> OUTCOMES =
            List.of("completed", "failed", "timedOut", "queueRejected", "cancelled");

    /** Log lines of which each turn has one. */
    private static final List<String> SETTLED =
            List.of("RES", "PROC_FAIL", "MAX_TURNS", "TIMEOUT", "QUEUE_FULL", "QUEUE_TIMEOUT", "CANCELLED", "ERR");

    /** The numbers must add up at any moment. */
    JsonNode addUp() throws IOException, InterruptedException {
        JsonNode metrics = http.json("/metrics");
        JsonNode requests = metrics.path("requests");
        long settled = OUTCOMES.stream()
                .mapToLong(outcome -> requests.path(outcome).asLong())
                .sum();
        long living = metrics.path("active").asLong() + metrics.path("queued").asLong();
        if (requests.path("total").asLong() != settled + living) {
            ledger.violated("metrics do not add up: " + metrics);
        }
        ledger.count("metrics read");
        return metrics;
    }

    /** Checks by the log that each turn had an outcome, for when the server and its metrics are gone. */
    static void allAnswered(Ledger ledger) {
        long settled = SETTLED.stream()
                .mapToLong(outcome -> ledger.counted("log " + outcome))
                .sum();
        long seen = OUTCOMES.stream()
                .mapToLong(outcome -> ledger.counted("seen " + outcome))
                .sum();
        if (settled < seen || settled > seen + ledger.counted("gone")) {
            ledger.violated(settled + " turns had an outcome, but their clients have seen: " + ledger);
        }
    }

    /** Checks, when nothing runs, that the outcomes are those that the clients have seen; those who hung up saw none. */
    void agree() throws IOException, InterruptedException {
        JsonNode requests = addUp().path("requests");
        long gone = ledger.counted("gone");
        boolean agree = requests.path("total").asLong() == ledger.counted("sent");
        for (String outcome : OUTCOMES) {
            long seen = ledger.counted("seen " + outcome);
            long counted = requests.path(outcome).asLong();
            agree &= counted >= seen && counted <= seen + gone;
        }
        if (!agree) {
            ledger.violated("metrics " + requests + " are not what was seen: " + ledger);
        }
    }
}
