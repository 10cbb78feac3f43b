package io.github.claudecliproxy.metrics;

/**
 * The body of {@code GET /metrics}. Field names are a contract with existing users.
 *
 * @param uptime seconds since the start
 * @param active turns that run
 * @param queued turns that wait
 */
public record MetricsReport(long uptime, Requests requests, int active, int queued, Tokens tokens, Latency latency) {

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
}
