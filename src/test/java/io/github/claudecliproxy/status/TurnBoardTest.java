package io.github.claudecliproxy.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.TokenCounts;
import io.github.claudecliproxy.turn.TurnInfo;
import io.github.claudecliproxy.turn.TurnSummary;
import io.github.claudecliproxy.work.Outcome;
import io.github.claudecliproxy.work.WorkException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TurnBoardTest {
    private static final Clock NOON = Clock.fixed(Instant.parse("2026-11-27T12:00:00Z"), ZoneOffset.UTC);

    private final AtomicLong nanos = new AtomicLong();
    private final TurnBoard board = new TurnBoard(nanos::get, NOON);

    @Test
    void turn_passesThroughItsPhases_andIsGone() {
        TurnInfo turn = turn("a", Priority.NORMAL);

        board.accepted(turn);
        pass(Duration.ofMillis(30));
        assertThat(board.turns()).containsExactly(new LiveTurn("a", "queued", "normal", "sonnet", "alice", 30, null));

        board.started(turn);
        pass(Duration.ofMillis(20));
        assertThat(board.turns()).containsExactly(new LiveTurn("a", "running", "normal", "sonnet", "alice", 30, 20L));

        board.answering(turn);
        assertThat(board.turns()).extracting(LiveTurn::phase).containsExactly("answering");

        board.settled(turn, summary(Outcome.COMPLETED), null);
        assertThat(board.turns()).isEmpty();
        assertThat(board.failures()).isEmpty();
    }

    @Test
    void turns_thatRunComeFirst_thenTheQueueByPriorityAndArrival() {
        board.accepted(turn("low", Priority.LOW));
        board.accepted(turn("normal", Priority.NORMAL));
        board.accepted(turn("late", Priority.NORMAL));
        board.accepted(turn("high", Priority.HIGH));
        board.accepted(turn("runs", Priority.LOW));
        board.started(turn("runs", Priority.LOW));

        assertThat(board.turns()).extracting(LiveTurn::id).containsExactly("runs", "high", "normal", "late", "low");
    }

    @Test
    void failure_isKeptWithTheReasonOfTheLog_andNotWithTheApisWords() {
        board.accepted(turn("a", Priority.NORMAL));
        board.settled(turn("a", Priority.NORMAL), summary(Outcome.FAILED), failure(Outcome.FAILED, "not logged in"));

        assertThat(board.failures())
                .containsExactly(new Failure(
                        "2026-11-27T12:00:00Z",
                        "a",
                        "claude-sonnet-5",
                        "alice",
                        "PROC_FAIL",
                        529,
                        "overloaded_error",
                        "not logged in"));
    }

    @Test
    void failures_areBounded_theNewestFirst_andWithoutCancelledTurns() {
        for (int i = 0; i < RecentFailures.MOST + 5; i++) {
            TurnInfo turn = turn("t" + i, Priority.NORMAL);
            board.settled(turn, summary(Outcome.FAILED), failure(Outcome.FAILED, ""));
        }
        board.settled(turn("gone", Priority.LOW), summary(Outcome.CANCELLED), failure(Outcome.CANCELLED, ""));

        assertThat(board.failures()).hasSize(RecentFailures.MOST);
        assertThat(board.failures().get(0).id()).isEqualTo("t" + (RecentFailures.MOST + 4));
    }

    @Test
    void model_thatIsVeryLong_isShortened() {
        board.accepted(new TurnInfo("a", Priority.LOW, "m".repeat(10_000), ""));

        assertThat(board.turns().get(0).model()).hasSizeLessThan(100);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static TurnInfo turn(String id, Priority priority) {
        return new TurnInfo(id, priority, "sonnet", "alice");
    }

    private static WorkException failure(Outcome outcome, String reason) {
        return new WorkException(
                new ApiError(529, "overloaded_error", "the API's own words", null, true), outcome, "PROC_FAIL", reason);
    }

    private static TurnSummary summary(Outcome outcome) {
        return new TurnSummary(
                "claude-sonnet-5",
                "alice",
                outcome,
                true,
                Duration.ZERO,
                Optional.empty(),
                Duration.ofMillis(5),
                TokenCounts.NONE,
                0);
    }
}
