package io.github.claudecliproxy.metrics;

/**
 * The body of {@code GET /metrics}. Field names are a contract with existing users.
 *
 * @param uptime seconds since the start
 * @param active turns that run
 * @param queued turns that wait
 */
public record MetricsReport(
        long uptime,
        Requests requests,
        int active,
        int queued,
        Tokens tokens,
        Latency latency,
        Sessions sessions,
        Access access) {

    /**
     * Turns by outcome.
     *
     * @param total accepted turns; bad requests and refused callers are none
     * @param failed the CLI or the API failed, or the turn limit was reached
     * @param timedOut waited or ran too long
     * @param queueRejected found the queue full
     * @param cancelled the client went, or the server stopped
     */
    public record Requests(
            long total, long completed, long failed, long timedOut, long queueRejected, long cancelled) {}

    /** Tokens as the API counted them. */
    public record Tokens(long input, long output) {}

    /** Milliseconds that the last completed turns ran, their wait not counted. */
    public record Latency(long avg, long p95, long min, long max) {}

    /**
     * CLI sessions.
     *
     * @param continued turns whose session already had the conversation
     * @param branched turns whose session already had its beginning
     * @param warm turns whose session's process ran before they came
     * @param cold turns, and questions to the CLI itself, for which a process was started
     * @param empty sessions that wait for a conversation
     * @param holding sessions that wait with their conversation for its next turn
     * @param bootMs how long a process took to boot, on average
     */
    public record Sessions(
            long continued,
            long branched,
            long warm,
            long cold,
            int empty,
            int holding,
            long evicted,
            int processes,
            long bootMs) {}

    /**
     * Callers who were not let in.
     *
     * @param unauthorized without a key, or with a wrong one
     * @param forbidden web pages, wrong names, other machines where no key is set, and our own CLI come back
     */
    public record Access(long unauthorized, long forbidden) {}

    /**
     * Sessions as they are now.
     *
     * @param empty without a conversation
     * @param holding with a conversation, and without a turn
     * @param evicted ended or emptied since the start, as nobody went on with them
     * @param processes all CLI processes that live
     */
    public record SessionsNow(int empty, int holding, long evicted, int processes) {}
}
