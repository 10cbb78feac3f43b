package io.github.claudecliproxy.http.exchange;

import static io.github.claudecliproxy.turn.CliEvents.START;
import static io.github.claudecliproxy.turn.CliEvents.STOP;
import static io.github.claudecliproxy.turn.CliEvents.TEXT;
import static io.github.claudecliproxy.turn.CliEvents.TEXT_START;
import static io.github.claudecliproxy.turn.CliEvents.stopReason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.cli.pool.SessionPool;
import io.github.claudecliproxy.cli.session.Fit;
import io.github.claudecliproxy.dispatch.DispatchSettings;
import io.github.claudecliproxy.dispatch.Priority;
import io.github.claudecliproxy.dispatch.PriorityExecutor;
import io.github.claudecliproxy.http.HttpFixtures;
import io.github.claudecliproxy.keys.KeyUses;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import io.github.claudecliproxy.plan.PlanWindows;
import io.github.claudecliproxy.testing.FakeSession;
import io.github.claudecliproxy.testing.FakeSessions;
import io.github.claudecliproxy.testing.NoCounts;
import io.github.claudecliproxy.turn.RecordedTurns;
import io.github.claudecliproxy.turn.TurnRequest;
import io.github.claudecliproxy.turn.TurnService;
import io.github.claudecliproxy.work.Outcome;
import io.github.claudecliproxy.work.WorkService;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a client reads of a stream, whatever happens after its first event. */
class StreamedAnswerTest {
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
    private final TurnService turns = new TurnService(work, pool, plan, 0, settled, new KeyUses((key, limit) -> {}));
    private final ConnectionWatch watch = new ConnectionWatch(Thread::new);
    private final ByteArrayOutputStream read = new ByteArrayOutputStream();

    /** Writes a stream as JAX-RS does: what it throws goes no further. */
    private static final class Writing extends RecordedResponse {
        private final OutputStream client;

        Writing(OutputStream client) {
            this.client = client;
        }

        @Override
        public boolean resume(Object response) {
            if (response instanceof Response answer && answer.getEntity() instanceof StreamingOutput events) {
                try {
                    events.write(client);
                } catch (IOException | RuntimeException unsaid) {
                    // the answer has begun
                }
            }
            return super.resume(response);
        }
    }

    @AfterEach
    void stop() {
        watch.close();
        work.close();
        executor.close();
        scheduler.shutdownNow();
    }

    @Test
    void wholeAnswer_endsWithItsLastEvent() throws Exception {
        prepared().saying(START, TEXT_START, TEXT, stopReason("end_turn"), STOP);

        ask(read);

        awaitOutcome(Outcome.COMPLETED);
        assertThat(events()).containsSubsequence("event: message_start", "event: message_stop");
        assertThat(events()).doesNotContain("event: error");
    }

    @Test
    void processThatDies_isAnErrorEvent() throws Exception {
        prepared().saying(START, TEXT_START, TEXT).dying();

        ask(read);

        awaitOutcome(Outcome.FAILED);
        assertThat(events()).containsSubsequence("event: content_block_delta", "event: error", "\"api_error\"");
    }

    @Test
    void faultOfOurs_isAnErrorEvent_andCountsAsFailed() throws Exception {
        prepared().saying(START, TEXT_START, TEXT).then(wait -> {
            throw new IllegalStateException("a fault");
        });

        ask(read);

        awaitOutcome(Outcome.FAILED);
        assertThat(events()).containsSubsequence("event: content_block_delta", "event: error", "\"api_error\"", "req_");
    }

    @Test
    void clientThatDoesNotTakeIt_cancelsTheTurn() throws Exception {
        prepared().saying(START, TEXT_START, TEXT).waiting();

        ask(new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        });

        awaitOutcome(Outcome.CANCELLED);
    }

    @Test
    void eventsThatTheFormatHasNoPlaceFor_areNoSilence() throws Exception {
        prepared().saying(START, TEXT_START, TEXT, TEXT, stopReason("end_turn"), STOP);

        ask(read, Duration.ofNanos(1), new StreamFormat() {
            @Override
            public boolean event(MessageEvent event, MessageAccumulator gathered, SseWriter out) throws IOException {
                boolean told = !event.is(MessageEvent.CONTENT_BLOCK_DELTA);
                if (told) {
                    out.event(event.type(), event.data());
                }
                return told;
            }

            @Override
            public void ping(SseWriter out) throws IOException {
                out.comment();
            }

            @Override
            public void error(ApiError error, MessageAccumulator gathered, SseWriter out) {
                // there is none
            }
        });

        awaitOutcome(Outcome.COMPLETED);
        assertThat(events()).containsSubsequence("content_block_start", "\n: ", "\n: ", "message_delta");
    }

    private FakeSession prepared() {
        return sessions.prepare(new FakeSession(FakeSessions.KEY).fitting(Fit.NONE));
    }

    private void ask(OutputStream client) throws Exception {
        ask(client, LONG, new MessagesFormat("req_1"));
    }

    private void ask(OutputStream client, Duration ping, StreamFormat format) throws Exception {
        byte[] body = "{\"model\":\"model\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                .getBytes(StandardCharsets.UTF_8);
        MessagesRequest request = MessagesRequest.of(body);
        Exchange exchange = new Exchange(
                new Writing(client),
                HttpFixtures.request(),
                watch,
                new BodyBudget(HttpFixtures.bodies(10, 10)).none(),
                received -> {});
        exchange.submit((none, same) -> turns.submit(
                TurnRequest.ofMessages("req_1", Priority.NORMAL, LONG, request, List.of(), "owner", body),
                new StreamedAnswer(same, ping, format)));
    }

    private void awaitOutcome(Outcome outcome) {
        await().atMost(LIMIT).untilAsserted(() -> assertThat(settled.outcomes()).containsExactly(outcome));
        await().atMost(LIMIT).until(() -> executor.stats().active() == 0);
    }

    private String events() {
        return read.toString(StandardCharsets.UTF_8);
    }
}
