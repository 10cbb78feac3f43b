package io.github.claudecliproxy.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.claudecliproxy.keys.KeyUses.Admission;
import io.github.claudecliproxy.messages.ApiError;
import io.github.claudecliproxy.messages.InvalidRequestException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyUsesTest {
    private static final LocalDate TODAY = LocalDate.parse("2026-11-27");

    private static final String MODEL = "claude-sonnet-5";

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // which overflows at once
    private final List<String> refused = new CopyOnWriteArrayList<>();
    private Instant now = Instant.parse("2026-11-27T23:00:00Z");
    private final KeyUses uses = new KeyUses(() -> now, nanos::get, (key, limit) -> refused.add(key + " " + limit));

    @Test
    void concurrent_reached_isRefusedUntilATurnEnds() throws Exception {
        AdmittedKey key = key("ci", "concurrent=2");
        Admission first = admit(key);
        admit(key);

        ApiError error = refusal(key);

        assertThat(error.status()).isEqualTo(429);
        assertThat(error.type()).isEqualTo("rate_limit_error");
        assertThat(error.message()).isEqualTo("concurrent=2 of the key 'ci' is reached");
        assertThat(error.retryAfter()).isEqualTo(Duration.ofSeconds(5));
        assertThat(error.mayRetry()).isTrue();
        assertThat(refused).containsExactly("ci concurrent=2");
        admit(key("other", "concurrent=2"));
        first.end(0);
        admit(key);
    }

    @Test
    void concurrent_lookups_areNotAmongThem() throws Exception {
        AdmittedKey key = key("ci", "concurrent=1");
        uses.admitLookup(key);
        admit(key);

        assertThatCode(() -> uses.admitLookup(key, MODEL)).doesNotThrowAnyException();
    }

    @Test
    void requestsPerMinute_isOfAnyMinute_andSaysWhenItHelps() throws Exception {
        AdmittedKey key = key("ci", "requests-per-minute=3");
        admit(key);
        pass(Duration.ofSeconds(20));
        uses.admitLookup(key);
        admit(key).end(0); // an ended turn was a request too
        pass(Duration.ofSeconds(10));

        assertThat(refusal(key).message()).isEqualTo("requests-per-minute=3 of the key 'ci' is reached");
        assertThat(refusal(key).retryAfter()).isEqualTo(Duration.ofSeconds(30));
        pass(Duration.ofSeconds(30));
        admit(key);
        assertThat(refusal(key).retryAfter()).isEqualTo(Duration.ofSeconds(20));
    }

    @Test
    void refusedRequests_countForNothing() throws Exception {
        AdmittedKey key = key("ci", "requests-per-minute=2", "concurrent=1");
        Admission only = admit(key);
        for (int i = 0; i < 10; i++) {
            assertThat(refusal(key).message()).startsWith("concurrent=1");
        }
        only.end(0);
        admit(key).end(0);

        for (int i = 0; i < 10; i++) {
            pass(Duration.ofSeconds(5));
            assertThat(refusal(key).message()).startsWith("requests-per-minute=2");
        }
        pass(Duration.ofSeconds(10));
        admit(key);
    }

    @Test
    void tokensPerDay_countEndedTurns_untilMidnightUtc() throws Exception {
        AdmittedKey key = key("ci", "tokens-per-day=100");
        admit(key).end(99);
        Admission crossing = admit(key);
        Admission beside = admit(key);
        crossing.end(500);

        ApiError error = refusal(key);

        assertThat(error.message()).isEqualTo("tokens-per-day=100 of the key 'ci' is reached");
        assertThat(error.retryAfter()).isEqualTo(Duration.ofHours(1));
        assertThat(error.mayRetry()).as("a client would not wait an hour").isFalse();
        now = Instant.parse("2026-11-27T23:59:30Z");
        assertThat(refusal(key).mayRetry()).isTrue();
        now = Instant.parse("2026-11-28T00:00:00Z");
        admit(key).end(50);
        beside.end(49); // of the day in which it ends
        admit(key).end(1);
        assertThat(refusal(key).message()).startsWith("tokens-per-day=100");
    }

    @Test
    void tokensPerDay_appliesToLookups() throws Exception {
        AdmittedKey key = key("ci", "tokens-per-day=1");
        admit(key).end(1);

        assertThat(catchThrowableOfType(InvalidRequestException.class, () -> uses.admitLookup(key))
                        .error()
                        .status())
                .isEqualTo(429);
    }

    @Test
    void tokensPerDay_afterARestart_knowsWhatWasUsed() throws Exception {
        AdmittedKey key = key("ci", "tokens-per-day=100");
        admit(key).end(10);

        uses.recall(TODAY, Map.of("ci", 90L, "gone", 5L));

        assertThat(refusal(key).message()).startsWith("tokens-per-day=100");
    }

    @Test
    void tokensPerDay_recalledAfterMidnight_areNotThoseOfTheNewDay() throws Exception {
        AdmittedKey key = key("ci", "tokens-per-day=100");
        Admission turn = admit(key);
        now = now.plus(Duration.ofHours(2));
        turn.end(99);

        uses.recall(TODAY, Map.of("ci", 100L));

        admit(key).end(1);
        assertThat(refusal(key).message()).startsWith("tokens-per-day=100");
    }

    @Test
    void limitsThatChange_applyToWhatIsCounted() throws Exception {
        admit(key("ci", "concurrent=5", "requests-per-minute=5"));
        pass(Duration.ofSeconds(10));
        admit(key("ci", "concurrent=5", "requests-per-minute=5"));
        pass(Duration.ofSeconds(10));
        admit(key("ci", "requests-per-minute=5")).end(7);

        assertThat(refusal(key("ci", "concurrent=2")).message()).startsWith("concurrent=2");
        ApiError lowered = refusal(key("ci", "requests-per-minute=2"));
        assertThat(lowered.retryAfter()).isEqualTo(Duration.ofSeconds(50)); // when all but one of the three are old
        assertThat(refusal(key("ci", "tokens-per-day=7")).message()).startsWith("tokens-per-day=7");
        admit(key("ci", "concurrent=3"));
    }

    @Test
    void model_thatIsNotTheKeys_is403_andNotCounted() throws Exception {
        AdmittedKey key = key("ci", "models=haiku,opus", "requests-per-minute=1");

        ApiError error = refusal(key);

        assertThat(error.status()).isEqualTo(403);
        assertThat(error.type()).isEqualTo("permission_error");
        assertThat(error.message()).isEqualTo("model: the key 'ci' may only use these: haiku, opus");
        assertThat(refused).containsExactly("ci models");
        uses.admitLookup(key, "haiku");
    }

    @Test
    void withoutAKey_thereIsNoLimit() throws Exception {
        for (int i = 0; i < 100; i++) {
            admit(AdmittedKey.NONE);
            uses.admitLookup(AdmittedKey.NONE, MODEL);
        }
        assertThat(refused).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"concurrent=7", "requests-per-minute=7"})
    void sixtyFourRacingClients_exactlySoManyAreAdmitted(String option) throws Exception {
        AdmittedKey key = key("ci", option);
        for (int round = 0; round < 50; round++) {
            List<Admission> admitted = race(64, () -> uses.admitTurn(key, MODEL));
            assertThat(admitted).as("round %d", round).hasSize(7);
            race(admitted.size(), ending(admitted));
            pass(Duration.ofMinutes(1));
        }
    }

    private static Callable<Admission> ending(List<Admission> admitted) {
        AtomicLong next = new AtomicLong();
        return () -> {
            Admission mine = admitted.get((int) next.getAndIncrement());
            mine.end(1);
            return mine;
        };
    }

    /** All at once; returns what those got that were not refused. */
    private static List<Admission> race(int clients, Callable<Admission> step) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            CyclicBarrier start = new CyclicBarrier(clients);
            List<Future<List<Admission>>> racing = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                racing.add(threads.submit(() -> {
                    start.await();
                    try {
                        return List.of(step.call());
                    } catch (InvalidRequestException limited) {
                        return List.of();
                    }
                }));
            }
            List<Admission> admitted = new ArrayList<>();
            for (Future<List<Admission>> one : racing) {
                admitted.addAll(one.get());
            }
            return admitted;
        } finally {
            threads.shutdown();
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static AdmittedKey key(String name, String... options) throws Exception {
        return new AdmittedKey(name, KeyOptions.of(List.of(options)).limits());
    }

    private Admission admit(AdmittedKey key) throws InvalidRequestException {
        return uses.admitTurn(key, MODEL);
    }

    private ApiError refusal(AdmittedKey key) {
        InvalidRequestException refusal = catchThrowableOfType(InvalidRequestException.class, () -> admit(key));
        assertThat(refusal).as("it is refused").isNotNull();
        return refusal.error();
    }
}
