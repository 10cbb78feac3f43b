package io.github.claudecliproxy.turn;

import static io.github.claudecliproxy.turn.CliEvents.START;
import static io.github.claudecliproxy.turn.CliEvents.STOP;
import static io.github.claudecliproxy.turn.CliEvents.stopReason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.cli.pool.SessionPool;
import io.github.claudecliproxy.cli.session.Fit;
import io.github.claudecliproxy.dispatch.DispatchSettings;
import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.dispatch.PriorityExecutor;
import io.github.claudecliproxy.keys.AdmittedKey;
import io.github.claudecliproxy.keys.KeyOptions;
import io.github.claudecliproxy.keys.KeyUses;
import io.github.claudecliproxy.messages.InvalidRequestException;
import io.github.claudecliproxy.messages.request.ChatRequest;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import io.github.claudecliproxy.plan.PlanWindows;
import io.github.claudecliproxy.testing.FakeSession;
import io.github.claudecliproxy.testing.FakeSessions;
import io.github.claudecliproxy.testing.NoCounts;
import io.github.claudecliproxy.work.CancelReason;
import io.github.claudecliproxy.work.Outcome;
import io.github.claudecliproxy.work.WorkService;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** However a turn ends, its key has its place back, and its tokens are counted. */
class TurnLimitsTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    private final FakeSessions sessions = new FakeSessions();
    private final RecordedTurns settled = new RecordedTurns();
    private final SessionPool pool =
            new SessionPool(sessions, FakeSessions.settings(100, LONG), new NoCounts(), unused -> new Thread(() -> {}));
    private final PriorityExecutor executor =
            new PriorityExecutor(new DispatchSettings(1, 1, LONG), Executors.defaultThreadFactory(), scheduler);
    private final PlanWindows plan = new PlanWindows(false, Clock.systemUTC(), length -> executor.pause(length));
    private final WorkService work = new WorkService(executor, scheduler, plan);
    private final TurnService service = new TurnService(work, pool, plan, 0, settled, new KeyUses((key, limit) -> {}));

    TurnLimitsTest() {
        scheduler.prestartCoreThread();
    }

    @AfterEach
    void stop() {
        work.close();
        executor.close();
        scheduler.shutdownNow();
    }

    @Test
    void completedFailedOrCancelledTurn_givesItsPlaceBack() throws Exception {
        AdmittedKey one = key("concurrent=1");

        prepared().saying(START, stopReason("end_turn"), STOP);
        submit(one).await();
        prepared().dying();
        submit(one).await();
        FakeSession asked = prepared().waiting();
        RecordedTurn running = submit(one);
        await().atMost(LIMIT)
                .until(() -> asked.done.contains("ask")); // cancelled before, it would leave it to the next
        refused(one, "concurrent=1 of the key 'ci' is reached");
        running.work().cancel(CancelReason.CLIENT_GONE);
        running.await();

        prepared().saying(START, stopReason("end_turn"), STOP);
        submit(one).await();
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(settled.outcomes())
                        .containsExactly(Outcome.COMPLETED, Outcome.FAILED, Outcome.CANCELLED, Outcome.COMPLETED));
    }

    @Test
    void turnThatNeverRan_givesItsPlaceBack() throws Exception {
        AdmittedKey two = key("concurrent=2");
        AdmittedKey other = new AdmittedKey("other", two.limits());
        prepared().waiting();
        submit(two);
        RecordedTurn queued = submit(two);
        refused(two, "concurrent=2 of the key 'ci' is reached");
        for (int i = 0; i < 3; i++) { // the queue is full
            assertThat(submit(other).await().failure().status()).isEqualTo(503);
        }

        queued.work().cancel(CancelReason.CLIENT_GONE);
        queued.await();

        submit(two);
        refused(two, "concurrent=2 of the key 'ci' is reached");
    }

    @Test
    void tokensOfEveryTurn_count_alsoWhenItFails() throws Exception {
        AdmittedKey few = key("tokens-per-day=2");
        prepared().saying(START).dying(); // an input token
        submit(few).await();
        prepared().saying(START, stopReason("end_turn"), STOP);
        submit(few).await();

        refused(few, "tokens-per-day=2 of the key 'ci' is reached");
    }

    @Test
    void modelOfAnother_isRefused_andTheDefaultHasAName() throws Exception {
        AdmittedKey haiku = key("models=haiku,claude-cli-proxy");

        refused(haiku, "model: the key 'ci' may only use these: claude-cli-proxy, haiku");

        prepared().saying(START, stopReason("end_turn"), STOP);
        TurnRequest chat = TurnRequest.ofChat(
                "req_1",
                Priority.NORMAL,
                ChatRequest.of("{\"prompt\":\"hi\"}".getBytes(StandardCharsets.UTF_8), 1, LONG),
                "owner",
                false);
        RecordedTurn turn = RecordedTurn.reading(100);
        turn.submitted(service.submit(chat.admittedBy(haiku), turn));
        assertThat(turn.await().failures()).isEmpty();
    }

    private static AdmittedKey key(String option) throws Exception {
        return new AdmittedKey("ci", KeyOptions.of(List.of(option)).limits());
    }

    /** For one turn only: an idle session could be emptied and serve the next, which it has nothing to say to. */
    private FakeSession prepared() {
        return sessions.prepare(
                new FakeSession(FakeSessions.KEY).fitting(Fit.NONE).settling(false));
    }

    private void refused(AdmittedKey key, String message) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> submit(key))
                .withMessage(message);
    }

    private RecordedTurn submit(AdmittedKey key) throws Exception {
        byte[] body = "{\"model\":\"model\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        TurnRequest request = TurnRequest.ofMessages(
                "req_1", Priority.NORMAL, LONG, MessagesRequest.of(body), List.of(), "owner", body);
        RecordedTurn turn = RecordedTurn.reading(100);
        turn.submitted(service.submit(request.admittedBy(key), turn));
        return turn;
    }
}
