package io.github.claudecliproxy.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanWindowsTest {
    private static final Instant NOW = Instant.parse("2026-11-27T10:00:00Z");
    private static final Instant SOON = NOW.plusSeconds(120);
    private static final Instant TOMORROW = NOW.plus(Duration.ofDays(1));
    private static final String OPUS = "claude-opus-5-5";

    private final MovingClock clock = new MovingClock();
    private final List<Duration> pauses = new ArrayList<>();
    private final PlanWindows plan = new PlanWindows(false, clock, pauses::add);
    private final PlanWindows planOnly = new PlanWindows(true, clock, pauses::add);

    @Test
    void now_severalWindows_areKeptApartAndEachUntilItsReset() {
        PlanWindow day = window("seven_day", "allowed_warning", 0.8, TOMORROW);
        plan.heard(OPUS, window("five_hour", "allowed", 0.2, SOON), List.of(day));
        plan.heard(OPUS, window("five_hour", "allowed", 0.3, SOON), List.of());

        assertThat(plan.now()).containsExactlyInAnyOrder(window("five_hour", "allowed", 0.3, SOON), day);

        clock.now = SOON;
        assertThat(plan.now()).containsExactly(day);
    }

    /** The CLI repeats no share that has not changed, and tells none with a refusal. */
    @Test
    void now_shareNotToldAgain_isTheOneBeforeAndAllOfItWhenTheApiRefuses() {
        plan.heard(OPUS, window("five_hour", "allowed", 0.2, SOON), List.of());
        plan.heard(OPUS, window("five_hour", "allowed", null, SOON), List.of());
        assertThat(plan.now()).containsExactly(window("five_hour", "allowed", 0.2, SOON));

        plan.heard(OPUS, window("five_hour", "rejected", null, SOON), List.of());
        assertThat(plan.now()).containsExactly(window("five_hour", "rejected", 1.0, SOON));

        plan.heard(OPUS, window("five_hour", "allowed", null, TOMORROW), List.of());
        assertThat(plan.now()).containsExactly(window("five_hour", "allowed", null, TOMORROW));
    }

    @Test
    void now_moreTypesThanTheApiHas_areBounded() {
        for (int i = 0; i < 1000; i++) {
            plan.heard(OPUS, window("type" + i, "allowed", 0.1, TOMORROW), List.of());
        }
        plan.heard(OPUS, window("type3", "allowed", 0.9, TOMORROW), List.of());

        assertThat(plan.now()).hasSize(16).contains(window("type3", "allowed", 0.9, TOMORROW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"five_hour", "seven_day", "overage"})
    void heard_rejectedForAllModels_pausesUntilTheReset(String type) {
        plan.heard(OPUS, window(type, "rejected", null, SOON), List.of());

        assertThat(pauses).containsExactly(Duration.ofSeconds(121));
        PlanLimit limit = plan.closed().orElseThrow();
        assertThat(limit.left(NOW)).isEqualTo(Duration.ofMinutes(2));
        assertThat(limit.message()).contains(type, "2026-11-27T10:02:00Z").doesNotContain("PLAN_ONLY");
        assertThat(plan.closedFor(OPUS)).isEmpty();

        clock.now = SOON.plusSeconds(1);
        assertThat(plan.closed()).isEmpty();
    }

    @Test
    void heard_resetFarAway_asksAgainEarlierButNamesTheReset() {
        plan.heard(OPUS, window("seven_day", "rejected", null, TOMORROW), List.of());

        assertThat(pauses).containsExactly(PlanWindows.ASK_AGAIN);
        assertThat(plan.closed().orElseThrow().left(NOW)).isEqualTo(Duration.ofDays(1));
    }

    @Test
    void heard_rejectedForOneModel_closesThatModelOnly() {
        plan.heard(OPUS, window("seven_day_opus", "rejected", null, SOON), List.of());

        assertThat(pauses).isEmpty();
        assertThat(plan.closed()).isEmpty();
        assertThat(plan.closedFor("claude-sonnet-5")).isEmpty();
        assertThat(plan.closedFor(OPUS).orElseThrow().window()).isEqualTo("seven_day_opus");

        clock.now = SOON.plusSeconds(1);
        assertThat(plan.closedFor(OPUS)).isEmpty();
    }

    /** The API answers at extra cost, or has more to give than the window that it names beside the decisive one. */
    @Test
    void heard_apiAnswersAllTheSame_closesNothing() {
        PlanWindow usedUp = window("seven_day", "rejected", 1.0, TOMORROW);
        plan.heard(OPUS, paidExtra(), List.of(usedUp));
        plan.heard(OPUS, window("five_hour", "allowed_warning", 0.95, SOON), List.of(usedUp));

        assertThat(pauses).isEmpty();
        assertThat(plan.closed()).isEmpty();
        assertThat(plan.closedFor(OPUS)).isEmpty();
    }

    @Test
    void heard_planOnlyAndPaidExtra_pausesUntilTheReset() {
        planOnly.heard(OPUS, paidExtra(), List.of());

        assertThat(pauses).containsExactly(Duration.ofSeconds(121));
        assertThat(planOnly.closed().orElseThrow().message()).contains("CLAUDE_PROXY_PLAN_ONLY", "five_hour");
    }

    @ParameterizedTest
    @CsvSource({"rejected, 0.9", "allowed, 1.0", "allowed_warning, 1.2"})
    void heard_planOnlyAndNothingLeft_pausesBeforeAnythingIsPaidFor(String status, double utilization) {
        PlanWindow usedUp = window("seven_day", status, utilization, TOMORROW);

        planOnly.heard(OPUS, window("five_hour", "allowed", 0.1, SOON), List.of(usedUp));

        assertThat(pauses).containsExactly(Duration.ofDays(1).plusSeconds(1));
    }

    @ParameterizedTest
    @CsvSource({"allowed, 0.99", "allowed_warning, 0.99"})
    void heard_planOnlyAndSomethingLeft_closesNothing(String status, double utilization) {
        planOnly.heard(OPUS, window("five_hour", status, utilization, SOON), List.of());

        assertThat(pauses).isEmpty();
        assertThat(planOnly.closedFor(OPUS)).isEmpty();
    }

    @Test
    void heard_resetUnknownOrOver_isBoundedOrIgnored() {
        plan.heard(OPUS, window("five_hour", "rejected", null, null), List.of());
        planOnly.heard(OPUS, window("five_hour", "rejected", null, NOW), List.of());

        assertThat(pauses).containsExactly(PlanWindows.ASK_AGAIN);
        assertThat(plan.closed().orElseThrow().left(NOW)).isEqualTo(PlanWindows.ASK_AGAIN);
    }

    private static PlanWindow paidExtra() {
        return new PlanWindow("five_hour", "rejected", 1.0, SOON, true);
    }

    private static PlanWindow window(
            String type, String status, @Nullable Double utilization, @Nullable Instant resetsAt) {
        return new PlanWindow(type, status, utilization, resetsAt, false);
    }

    private static final class MovingClock extends Clock {
        private Instant now = NOW;

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
