package io.github.claudecliproxy.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code GET /api/status}. What its reader may not see is left out.
 *
 * @param view {@code all}, or {@code own} for the turns and failures of one key
 * @param startedAt when the server started, as an ISO 8601 instant
 * @param turns what runs, then the queue by priority
 * @param minutes the last hour, the oldest first; minutes without a turn are left out
 * @param failures the newest first
 * @param findings what the doctor would say of the running server
 * @param settings every setting in force; of a secret only that it is set
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record StatusReport(
        String view,
        String version,
        String startedAt,
        Health health,
        List<LiveTurn> turns,
        List<Failure> failures,
        @Nullable List<Minute> minutes,
        @Nullable Sessions sessions,
        @Nullable Tokens tokens,
        @Nullable Plan plan,
        @Nullable List<Finding> findings,
        @Nullable Map<String, String> settings) {

    /** Whether turns could be answered now, and how many are under way. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Health(
            boolean ok, @Nullable String problem, int active, int queued, int maxConcurrent, int maxQueue) {}

    /**
     * CLI sessions.
     *
     * @param holding idle, with a conversation
     * @param empty idle, without one
     * @param busy processes that start or run a turn
     * @param processes all of them
     * @param memoryMb resident memory of all of them; 0 where it is not known
     */
    public record Sessions(
            int holding,
            int empty,
            int busy,
            int processes,
            long memoryMb,
            long continued,
            long branched,
            long warm,
            long cold,
            long evicted) {}

    /** Tokens since the start, as in {@code /metrics}. */
    public record Tokens(long input, long output, long cacheRead, long cacheWrite5m, long cacheWrite1h) {}

    /**
     * The plan's limits.
     *
     * @param pausedUntil until when the queue is paused, as an ISO 8601 instant, if it is
     */
    public record Plan(@Nullable String pausedUntil, List<PlanWindow> windows) {}

    /**
     * One window of the plan.
     *
     * @param type such as {@code five_hour}
     * @param status such as {@code allowed}
     * @param utilization the used part, from 0 to 1, if it is known
     * @param resetsAt an ISO 8601 instant, if it is known
     * @param overage whether use beyond it is paid for
     */
    public record PlanWindow(
            String type,
            String status,
            @Nullable Double utilization,
            @Nullable String resetsAt,
            boolean overage) {}

    /**
     * One thing that was checked.
     *
     * @param ok false if the operator should do something
     */
    public record Finding(boolean ok, String subject, String text) {}

    /** The report without what does not change while the server runs. */
    public StatusReport withoutSettings() {
        return new StatusReport(
                view, version, startedAt, health, turns, failures, minutes, sessions, tokens, plan, findings, null);
    }

    /** The part of the report that this audience may see. */
    public StatusReport seenBy(Audience audience) {
        if (audience.all()) {
            return this;
        }
        return new StatusReport(
                "own",
                version,
                startedAt,
                health,
                turns.stream().filter(turn -> turn.key().equals(audience.key())).toList(),
                failures.stream()
                        .filter(failure -> failure.key().equals(audience.key()))
                        .map(Failure::withoutReason)
                        .toList(),
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
