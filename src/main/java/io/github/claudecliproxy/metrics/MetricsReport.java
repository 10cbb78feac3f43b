package io.github.claudecliproxy.metrics;

/**
 * The body of {@code GET /metrics}. Its field names are a contract with existing users.
 *
 * @param uptime seconds since the start
 * @param active running turns
 * @param queued queued turns
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
     * @param total accepted turns, without bad requests and refused callers
     * @param failed the CLI or the API failed, or the turn limit was reached
     * @param timedOut were queued or ran too long
     * @param queueRejected were rejected by a full queue
     * @param cancelled the client hung up, or the server stopped
     */
    public record Requests(
            long total, long completed, long failed, long timedOut, long queueRejected, long cancelled) {}

    /**
     * Tokens as the API counted them, including those of failed answers, which were paid for as well.
     *
     * @param input read, and neither taken from the prompt cache nor written to it
     * @param cacheWrite5m written to the prompt cache for five minutes
     * @param cacheWrite1h written to it for an hour
     */
    public record Tokens(long input, long output, long cacheRead, long cacheWrite5m, long cacheWrite1h) {}

    /** Running times of the last completed turns in milliseconds, without their time in the queue. */
    public record Latency(long avg, long p95, long min, long max) {}

    /**
     * CLI sessions.
     *
     * @param continued turns whose session held the conversation
     * @param branched turns whose session held the beginning of the conversation
     * @param warm turns with a session from an idle process that held nothing of the conversation
     * @param cold turns and lookups for which a process was started
     * @param empty idle sessions without a conversation
     * @param holding idle sessions that hold a conversation
     * @param bootMs the average start of a process in milliseconds
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
     * Refused callers.
     *
     * @param unauthorized callers without a key, or with a wrong or expired one
     * @param forbidden web pages, wrong Hosts, other machines where no key is set, and our own CLI
     * @param limited requests beyond a limit of their key
     */
    public record Access(long unauthorized, long forbidden, long limited) {}

    /**
     * The current sessions.
     *
     * @param empty without a conversation
     * @param holding with a conversation, and without a turn
     * @param evicted ended or emptied since the start to make room
     * @param processes all living CLI processes
     */
    public record SessionsNow(int empty, int holding, long evicted, int processes) {}
}
