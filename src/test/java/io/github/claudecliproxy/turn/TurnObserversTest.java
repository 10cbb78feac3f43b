package io.github.claudecliproxy.turn;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.messages.TokenCounts;
import io.github.claudecliproxy.work.Outcome;
import io.github.claudecliproxy.work.WorkException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TurnObserversTest {
    private static final TurnInfo TURN = new TurnInfo("req_1", Priority.NORMAL, "", "");
    private static final TurnSummary DONE = new TurnSummary(
            "", "", Outcome.COMPLETED, true, Duration.ZERO, Optional.empty(), Duration.ZERO, TokenCounts.NONE, 0);

    @Test
    void observerThatThrows_doesNotKeepTheOthersFromBeingTold() {
        RecordedTurns recorded = new RecordedTurns();
        TurnObservers observers = new TurnObservers(List.of(new Faulty(), recorded));

        observers.accepted(TURN);
        observers.started(TURN);
        observers.settled(TURN, DONE, null);

        assertThat(recorded.begun()).isEqualTo(1);
        assertThat(recorded.outcomes()).containsExactly(Outcome.COMPLETED);
    }

    private static final class Faulty implements TurnObserver {
        @Override
        public void accepted(TurnInfo turn) {
            throw new IllegalStateException("accepted");
        }

        @Override
        public void started(TurnInfo turn) {
            throw new IllegalStateException("started");
        }

        @Override
        public void settled(TurnInfo turn, TurnSummary summary, @Nullable WorkException failure) {
            throw new IllegalStateException("settled");
        }
    }
}
