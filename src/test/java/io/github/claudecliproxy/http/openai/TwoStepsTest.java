package io.github.claudecliproxy.http.openai;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.work.CancelReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TwoStepsTest {
    private final List<String> cancelled = new ArrayList<>();
    private final TwoSteps steps = new TwoSteps();

    @Test
    void cancel_reachesTheStepThatRuns() {
        steps.first(reason -> cancelled.add("first"));
        steps.cancel(CancelReason.CLIENT_GONE);
        assertThat(cancelled).containsExactly("first");

        steps.second(reason -> cancelled.add("second " + reason));
        assertThat(cancelled).containsExactly("first", "second CLIENT_GONE");
    }

    @Test
    void secondThatIsKnownBeforeTheFirst_staysTheOneThatRuns() {
        steps.second(reason -> cancelled.add("second"));
        steps.first(reason -> cancelled.add("first"));

        steps.cancel(CancelReason.CLIENT_GONE);

        assertThat(cancelled).containsExactly("second");
    }

    @Test
    void cancelBeforeAnything_reachesBoth() {
        steps.cancel(CancelReason.SERVER_STOPPING);

        steps.first(reason -> cancelled.add("first"));
        steps.second(reason -> cancelled.add("second"));

        assertThat(cancelled).containsExactly("first", "second");
    }
}
