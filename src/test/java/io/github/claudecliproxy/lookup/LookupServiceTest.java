package io.github.claudecliproxy.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.cli.pool.SessionPool;
import io.github.claudecliproxy.cli.session.Fit;
import io.github.claudecliproxy.dispatch.DispatchSettings;
import io.github.claudecliproxy.dispatch.PriorityExecutor;
import io.github.claudecliproxy.keys.AdmittedKey;
import io.github.claudecliproxy.keys.KeyUses;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.request.MessagesRequest;
import io.github.claudecliproxy.plan.PlanWindows;
import io.github.claudecliproxy.testing.FakeSession;
import io.github.claudecliproxy.testing.FakeSessions;
import io.github.claudecliproxy.testing.NoCounts;
import io.github.claudecliproxy.work.CancelReason;
import io.github.claudecliproxy.work.Work;
import io.github.claudecliproxy.work.WorkException;
import io.github.claudecliproxy.work.WorkService;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every way in which a lookup can end. They are those of a turn. */
class LookupServiceTest {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final KeyUses KEYS = new KeyUses((key, limit) -> {});

    private final ScheduledThreadPoolExecutor scheduler = new ScheduledThreadPoolExecutor(1);
    private final FakeSessions sessions = new FakeSessions();
    private final SessionPool pool =
            new SessionPool(sessions, FakeSessions.settings(100, LONG), new NoCounts(), unused -> new Thread(() -> {}));
    private final PriorityExecutor executor =
            new PriorityExecutor(new DispatchSettings(1, 1, LONG), Executors.defaultThreadFactory(), scheduler);
    private final PlanWindows plan = new PlanWindows(false, Clock.systemUTC(), length -> executor.pause(length));
    private final WorkService work = new WorkService(executor, scheduler, plan);
    private final LookupService lookups = new LookupService(work, pool, LONG, KEYS);

    LookupServiceTest() {
        scheduler.prestartCoreThread();
    }

    /** What a client of a lookup is told. */
    private static final class Told implements LookupHandler {
        private final List<JsonNode> found = new CopyOnWriteArrayList<>();
        private final List<ApiError> failures = new CopyOnWriteArrayList<>();

        @Override
        public void found(JsonNode answer) {
            found.add(answer);
        }

        @Override
        public void fail(WorkException failure) {
            failures.add(failure.error());
        }

        Told await() {
            org.awaitility.Awaitility.await().atMost(LIMIT).until(() -> !found.isEmpty() || !failures.isEmpty());
            return this;
        }

        int status() {
            assertThat(found).isEmpty();
            assertThat(failures).hasSize(1);
            return failures.get(0).status();
        }
    }

    @AfterEach
    void stop() {
        work.close();
        executor.close();
        scheduler.shutdownNow();
    }

    @Test
    void models_areAskedOnce_andKnownForAWhile() throws Exception {
        FakeSession session = prepared();
        assertThat(models(lookups).await().found).hasSize(1);

        assertThat(models(lookups).found).as("without a process").hasSize(1);

        assertThat(session.done).containsOnlyOnce("list_models");
    }

    @Test
    void tokens_areThoseInUse() throws Exception {
        prepared();

        assertThat(count().await().found)
                .singleElement()
                .satisfies(
                        found -> assertThat(found.path("input_tokens").asInt()).isEqualTo(7));
    }

    @Test
    void processThatDies_is502() throws Exception {
        prepared().dying();

        assertThat(models(lookups).await().status()).isEqualTo(502);
    }

    @Test
    void idleSession_thatIsLost_isReplacedByANewOne() throws Exception {
        FakeSession lost = sessions.prepare(new FakeSession(FakeSessions.KEY).withoutConversation());
        pool.start(FakeSessions.conversation(), unused -> {}).close();
        lost.dying();
        FakeSession fresh = prepared();

        assertThat(models(lookups).await().found).hasSize(1);

        assertThat(lost.done).contains("list_models");
        assertThat(fresh.done).contains("list_models");
    }

    @Test
    void timeout_is504_andStopsTheSession() throws Exception {
        FakeSession session = prepared().waiting();

        assertThat(models(new LookupService(work, pool, SHORT, KEYS)).await().status())
                .isEqualTo(504);

        assertThat(session.done).contains("cancel");
        awaitIdle();
    }

    @Test
    void clientThatGoes_stopsIt() throws Exception {
        FakeSession session = prepared().waiting();
        Told told = new Told();
        Work lookup = lookups.models("req_1", AdmittedKey.NONE, told);
        await().atMost(LIMIT).until(() -> session.done.contains("list_models"));

        lookup.cancel(CancelReason.CLIENT_GONE);

        assertThat(told.await().status()).isEqualTo(499);
        assertThat(session.done).contains("cancel");
        awaitIdle();
    }

    @Test
    void clientThatGoesWhileItIsQueued_takesItOutOfTheQueue() throws Exception {
        prepared().waiting();
        models(lookups);
        Told told = new Told();
        Work queued = lookups.countTokens("req_2", request(), body(), "owner", AdmittedKey.NONE, told);

        queued.cancel(CancelReason.CLIENT_GONE);

        assertThat(told.await().status()).isEqualTo(499);
        assertThat(executor.stats().queued()).isZero();
    }

    @Test
    void queueThatIsFull_is503() throws Exception {
        prepared().waiting();
        models(lookups);
        count();

        assertThat(count().await().status()).isEqualTo(503);
    }

    @Test
    void serverThatStops_is503_andEndsTheProcess() throws Exception {
        FakeSession session = prepared().waiting();
        Told running = models(lookups);
        await().atMost(LIMIT).until(() -> session.done.contains("list_models"));
        Told queued = count();

        work.drain(SHORT);

        assertThat(running.await().status()).isEqualTo(503);
        assertThat(queued.await().status()).isEqualTo(503);
        assertThat(session.done).contains("terminate");
    }

    private FakeSession prepared() {
        return sessions.prepare(new FakeSession(FakeSessions.KEY).fitting(Fit.NONE));
    }

    private static Told models(LookupService service) throws Exception {
        Told told = new Told();
        Work unused = service.models("req_1", AdmittedKey.NONE, told);
        return told;
    }

    private Told count() throws Exception {
        Told told = new Told();
        Work unused = lookups.countTokens("req_2", request(), body(), "owner", AdmittedKey.NONE, told);
        return told;
    }

    private static byte[] body() {
        return "{\"model\":\"model\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"
                .getBytes(StandardCharsets.UTF_8);
    }

    private static MessagesRequest request() throws Exception {
        return MessagesRequest.of(body());
    }

    private void awaitIdle() {
        await().atMost(LIMIT).until(() -> executor.stats().active() == 0);
    }
}
