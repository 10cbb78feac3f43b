package io.github.claudecliproxy.turn;

import static io.github.claudecliproxy.turn.CliEvents.BROKEN_OFF;
import static io.github.claudecliproxy.turn.CliEvents.START;
import static io.github.claudecliproxy.turn.CliEvents.STOP;
import static io.github.claudecliproxy.turn.CliEvents.TEXT;
import static io.github.claudecliproxy.turn.CliEvents.TEXT_START;
import static io.github.claudecliproxy.turn.CliEvents.stopReason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliException.Kind;
import io.github.claudecliproxy.cli.pool.SessionPool;
import io.github.claudecliproxy.cli.protocol.CliEvent;
import io.github.claudecliproxy.cli.session.Fit;
import io.github.claudecliproxy.dispatch.DispatchSettings;
import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.dispatch.PriorityExecutor;
import io.github.claudecliproxy.keys.KeyUses;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every way in which a turn can end, and what becomes of its session. */
class TurnServiceTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final ScheduledThreadPoolExecutor scheduler = started();
    private final FakeSessions sessions = new FakeSessions();
    private final KeyUses keys = new KeyUses((key, limit) -> {});
    private final RecordedTurns settled = new RecordedTurns();
    private final SessionPool pool =
            new SessionPool(sessions, FakeSessions.settings(100, LONG), new NoCounts(), unused -> new Thread(() -> {}));
    private PriorityExecutor executor = executor(1, 1, LONG);
    private final PlanWindows plan = new PlanWindows(false, Clock.systemUTC(), length -> executor.pause(length));
    private WorkService work = new WorkService(executor, scheduler, plan);
    private TurnService service = service();

    /** As in production: the executor takes a scheduler without a thread for one that cannot have any. */
    private static ScheduledThreadPoolExecutor started() {
        ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
        scheduler.prestartCoreThread();
        return scheduler;
    }

    private PriorityExecutor executor(int concurrent, int waiting, Duration wait) {
        return new PriorityExecutor(
                new DispatchSettings(concurrent, waiting, wait), Executors.defaultThreadFactory(), scheduler);
    }

    private TurnService service() {
        return new TurnService(work, pool, plan, 0, settled, keys);
    }

    @AfterEach
    void stop() {
        work.close();
        executor.close();
        scheduler.shutdownNow();
    }

    // an answer

    @Test
    void answer_thatIsWhole_completes_andItsSessionServesAgain() throws Exception {
        FakeSession session = prepared().saying(START, TEXT_START, TEXT, stopReason("end_turn"), STOP);

        RecordedTurn turn = submit(LONG).await();

        assertThat(turn.passed())
                .containsExactly(
                        "message_start", "content_block_start", "content_block_delta", "message_delta", "message_stop");
        assertThat(turn.session()).isEqualTo("cold");
        assertSettled(Outcome.COMPLETED);
        awaitDone(session, "ask", "keep", "settle");
        assertThat(session.isAlive()).isTrue();
    }

    /** The CLI would go on by itself after these. */
    @ParameterizedTest
    @CsvSource({"max_tokens", "refusal", "pause_turn", "tool_use"})
    void answer_afterWhichTheCliWouldGoOn_completes_andItsSessionGoesBack(String stopReason) throws Exception {
        FakeSession session = prepared().saying(START, TEXT_START, TEXT, stopReason(stopReason), STOP);

        assertThat(submit(LONG).await().failures()).isEmpty();

        assertSettled(Outcome.COMPLETED);
        awaitDone(session, "ask", "giveUp");
    }

    @Test
    void answer_whoseProcessEndsBeforeItsLastEvent_isWholeAllTheSame() throws Exception {
        prepared().saying(START, TEXT_START, TEXT, stopReason("end_turn")).dying();

        assertThat(submit(LONG).await().passed()).endsWith("message_delta", "message_stop");

        assertSettled(Outcome.COMPLETED);
    }

    @Test
    void answer_thatTheClientStopsReading_isGivenUp() throws Exception {
        FakeSession session = prepared().saying(START, TEXT_START, TEXT).waiting();

        RecordedTurn turn = submit(LONG, 2).await();

        assertThat(turn.passed()).hasSize(2);
        assertSettled(Outcome.CANCELLED);
        awaitDone(session, "ask", "giveUp");
    }

    // a failure of the CLI or the API

    @Test
    void process_thatDies_is502_andMayBeAskedAgainOnlyBeforeTheAnswer() throws Exception {
        prepared().dying();
        RecordedTurn before = submit(LONG).await();
        prepared().saying(START, TEXT_START, TEXT).dying();
        RecordedTurn within = submit(LONG).await();

        assertThat(before.failure().status()).isEqualTo(502);
        assertThat(before.failure().mayRetry()).isTrue();
        assertThat(within.failure().status()).isEqualTo(502);
        assertThat(within.failure().mayRetry()).isFalse();
        assertSettled(Outcome.FAILED, Outcome.FAILED);
    }

    @Test
    void apiError_isTheClients() throws Exception {
        prepared().saying(new CliEvent.ApiFailed(413, "request_too_large", "", "too large"));

        RecordedTurn turn = submit(LONG).await();

        assertThat(turn.failure().status()).isEqualTo(413);
        assertThat(turn.failure().type()).isEqualTo("request_too_large");
        assertThat(turn.failure().message()).isEqualTo("too large");
        assertSettled(Outcome.FAILED);
    }

    @Test
    void streamThatBreaksOff_isInterrupted_andTheReasonIsTheApis() throws Exception {
        FakeSession session = prepared()
                .saying(START, TEXT_START, TEXT, BROKEN_OFF, STOP)
                .saying(new CliEvent.ApiFailed(529, "overloaded_error", "", "Overloaded"));

        RecordedTurn turn = submit(LONG).await();

        assertThat(turn.failure().status()).isEqualTo(529);
        assertThat(turn.failure().mayRetry()).as("paid for once already").isFalse();
        awaitDone(session, "ask", "interrupt", "giveUp");
        assertSettled(Outcome.FAILED);
    }

    @Test
    void noProcess_is502() throws Exception {
        sessions.failNext(1);

        assertThat(submit(LONG).await().failure().status()).isEqualTo(502);

        assertSettled(Outcome.FAILED);
    }

    // a process that was lost before it took the question

    @Test
    void idleSession_thatTakesNoQuestion_isReplacedByANewOne() throws Exception {
        FakeSession lost = idle().refusing(lost());
        prepared().saying(START, TEXT_START, TEXT, stopReason("end_turn"), STOP);

        RecordedTurn turn = submit(LONG).await();

        assertThat(turn.failures()).isEmpty();
        assertThat(turn.session()).isEqualTo("cold");
        assertThat(lost.done).contains("ask", "kill");
        assertSettled(Outcome.COMPLETED);
    }

    @Test
    void newSession_thatTakesNoQuestion_is502() throws Exception {
        FakeSession lost = prepared().refusing(lost());

        assertThat(submit(LONG).await().failure().status()).isEqualTo(502);

        assertThat(sessions.started).containsExactly(lost);
        assertSettled(Outcome.FAILED);
    }

    // a limit

    @Test
    void turn_thatTakesTooLong_is504_andItsSessionGoesBack() throws Exception {
        FakeSession session = prepared().saying(START).waiting();

        RecordedTurn turn = submit(Duration.ofSeconds(1)).await();

        assertThat(turn.failure().status()).isEqualTo(504);
        assertThat(turn.failure().mayRetry()).isFalse();
        assertSettled(Outcome.TIMED_OUT);
        awaitDone(session, "ask", "cancel", "giveUp");
    }

    @Test
    void turn_thatWaitsTooLong_is408_andNeverStarts() throws Exception {
        executor = executor(1, 1, SHORT);
        work = new WorkService(executor, scheduler, plan);
        service = service();
        prepared().saying(START).waiting();
        submit(LONG);

        RecordedTurn late = submit(LONG).await();

        assertThat(late.failure().status()).isEqualTo(408);
        assertSettled(Outcome.TIMED_OUT);
        await().until(() -> settled.begun() == 1);
    }

    @Test
    void turn_thatFindsTheQueueFull_is503AtOnce() throws Exception {
        prepared().saying(START).waiting();
        submit(LONG);
        submit(LONG);

        RecordedTurn third = submit(LONG).await();

        assertThat(third.failure().status()).isEqualTo(503);
        assertSettled(Outcome.QUEUE_REJECTED);
    }

    /** Its client does not take what is written; only when the write fails does the turn's thread come back. */
    @Test
    void turn_whoseClientReadsTooSlowly_isTimedOut() throws Exception {
        FakeSession session = prepared().saying(START).waiting();
        RecordedTurn slow =
                new RecordedTurn(stream -> await().atMost(LIMIT).until(() -> session.done.contains("cancel")));

        slow.submitted(service.submit(request(SHORT), slow));
        slow.await();

        assertSettled(Outcome.TIMED_OUT);
    }

    // a client that goes

    @Test
    void cancel_whileItWaits_takesItOutOfTheQueue() throws Exception {
        prepared().saying(START).waiting();
        submit(LONG);
        RecordedTurn waiting = submit(LONG);

        waiting.work().cancel(CancelReason.CLIENT_GONE);

        assertThat(waiting.await().failure().status()).isEqualTo(499);
        assertThat(executor.stats().queued()).isZero();
        assertSettled(Outcome.CANCELLED);
    }

    @Test
    void cancel_whileItRuns_endsItsWork_andTheNextRuns() throws Exception {
        FakeSession session = prepared().saying(START).waiting();
        RecordedTurn running = submit(LONG);
        await().atMost(LIMIT).until(() -> running.passed().size() == 1);

        running.work().cancel(CancelReason.CLIENT_GONE);
        running.work().cancel(CancelReason.DEADLINE);

        assertThat(running.await().failure().status())
                .as("the first reason stands")
                .isEqualTo(499);
        assertSettled(Outcome.CANCELLED);
        awaitDone(session, "ask", "cancel", "giveUp");
    }

    @Test
    void cancel_afterTheEnd_doesNothing() throws Exception {
        FakeSession session = prepared().saying(START, TEXT_START, TEXT, stopReason("end_turn"), STOP);
        RecordedTurn turn = submit(LONG).await();

        turn.work().cancel(CancelReason.CLIENT_GONE);

        assertThat(session.done).doesNotContain("cancel");
        assertSettled(Outcome.COMPLETED);
    }

    // a server that stops

    @Test
    void drain_letsTheRunningEnd_andTellsTheWaiting() throws Exception {
        FakeSession session = prepared().saying(START).waiting();
        RecordedTurn running = submit(LONG);
        await().atMost(LIMIT).until(() -> running.passed().size() == 1);
        RecordedTurn waiting = submit(LONG);

        work.drain(SHORT);

        assertThat(waiting.await().failure().status()).isEqualTo(503);
        assertThat(running.await().failure().status()).isEqualTo(503);
        assertThat(session.done).contains("terminate");
        assertThat(submit(LONG).await().failure().status())
                .as("nothing is taken any more")
                .isEqualTo(503);
        assertSettled(Outcome.CANCELLED, Outcome.CANCELLED, Outcome.CANCELLED);
    }

    // a fault of ours

    @Test
    void fault_isAnError_andTheNextTurnRuns() throws Exception {
        prepared().saying(START, TEXT_START, TEXT, stopReason("end_turn"), STOP);
        RecordedTurn faulty = new RecordedTurn(stream -> {
            throw new IllegalStateException("a fault");
        });
        faulty.submitted(service.submit(request(LONG), faulty));
        assertThat(faulty.await().failure().status()).isEqualTo(500);
        prepared().saying(START, TEXT_START, TEXT, stopReason("end_turn"), STOP);

        assertThat(submit(LONG).await().failures()).isEmpty();

        assertSettled(Outcome.FAILED, Outcome.COMPLETED);
    }

    private static CliException lost() {
        return new CliException(Kind.EXITED, "The claude CLI ended");
    }

    /** The next process that is started. */
    private FakeSession prepared() {
        return sessions.prepare(new FakeSession(FakeSessions.KEY).fitting(Fit.NONE));
    }

    /** A process that waits for its next conversation. */
    private FakeSession idle() throws Exception {
        FakeSession session = sessions.prepare(new FakeSession(FakeSessions.KEY).withoutConversation());
        pool.start(FakeSessions.conversation(), unused -> {}).close();
        session.done.clear();
        return session;
    }

    private RecordedTurn submit(Duration timeout) throws Exception {
        return submit(timeout, Integer.MAX_VALUE);
    }

    private RecordedTurn submit(Duration timeout, int events) throws Exception {
        RecordedTurn turn = RecordedTurn.reading(events);
        turn.submitted(service.submit(request(timeout), turn));
        return turn;
    }

    private static TurnRequest request(Duration timeout) throws Exception {
        byte[] body = "{\"model\":\"model\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        return TurnRequest.ofMessages(
                "req_1", Priority.NORMAL, timeout, MessagesRequest.of(body), List.of(), "owner", body);
    }

    private static void awaitDone(FakeSession session, String... done) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(session.done).containsExactly(done));
    }

    private void assertSettled(Outcome... outcomes) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(settled.outcomes()).containsExactly(outcomes));
    }
}
