package io.github.claudecliproxy.cli.pool;

import static io.github.claudecliproxy.testing.FakeSessions.KEY;
import static io.github.claudecliproxy.testing.FakeSessions.LONG;
import static io.github.claudecliproxy.testing.FakeSessions.conversation;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ArrayNode;
import io.github.claudecliproxy.cli.CliException;
import io.github.claudecliproxy.cli.CliVersion;
import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.session.Fit;
import io.github.claudecliproxy.cli.session.Origin;
import io.github.claudecliproxy.cli.session.SessionSpec;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.FakeSession;
import io.github.claudecliproxy.testing.FakeSessions;
import io.github.claudecliproxy.time.Stopwatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which session a turn gets, and what becomes of the others. The keeper never gets to work here. */
class SessionPoolTest {
    private static final int MANY = 100;
    private static final ArrayNode NO_BLOCKS = Json.mapper().createArrayNode();
    private static final Fit EXACT = new Fit(2, false, true);
    private static final Fit OTHER = new Fit(0, true, false);

    private final FakeSessions sessions = new FakeSessions();
    private final Leases leases = new Leases();
    private SessionPool pool = pool(MANY, LONG);

    /** Counts as the metrics do. */
    private static final class Leases implements SessionCounts {
        private final List<Origin> origins = new ArrayList<>();

        @Override
        public void leased(Origin how) {
            origins.add(how);
        }

        @Override
        public void booted(Duration took) {
            throw new AssertionError("nothing boots here");
        }
    }

    private SessionPool pool(int maxProcesses, Duration idle, String... tools) {
        return new SessionPool(
                sessions, FakeSessions.settings(maxProcesses, idle, tools), leases, unused -> new Thread(() -> {}));
    }

    /** One that is alone keeps its conversation: its client may be a person, who thinks. */
    @Test
    void takeLeft_takesOneOfSeveral() {
        FakeSession first = sessions.add(new FakeSession(KEY));
        pool.release(first);
        await().until(() -> pool.readiness(KEY).spareable() == 1);

        assertThat(pool.takeLeft(KEY)).isEmpty();
        pool.release(sessions.add(new FakeSession(KEY)));

        assertThat(pool.takeLeft(KEY)).contains(first);
        assertThat(pool.takeLeft(KEY)).isEmpty();
    }

    // which session

    /** Idle sessions, those idle longest first; the one that is taken is named. */
    @ParameterizedTest
    @CsvSource({
        "exact,                    0, CONTINUED",
        "blank exact begun,        1, CONTINUED",
        "other begun longer,       2, BRANCHED",
        "longer begun,             0, BRANCHED",
        "begun precious-longer,    1, BRANCHED",
        "blank begun,              1, BRANCHED",
        "begun-whole begun,        0, BRANCHED",
        "begun begun-whole,        1, BRANCHED",
        "precious-begun begun,     1, BRANCHED",
        "other blank,              1, WARM",
        "precious other,           1, WARM",
        "none other,               1, WARM",
        "other other,              0, WARM",
        "blank blank,              0, WARM",
        "begun begun,              0, BRANCHED"
    })
    void lease_severalServe_takesTheBest(String idle, int taken, Origin origin) throws Exception {
        List<FakeSession> all = idle(idle);

        SessionLease lease = pool.lease(conversation(), begun -> {});

        assertThat(lease.session()).isSameAs(all.get(taken));
        assertThat(lease.origin()).isEqualTo(origin);
        assertThat(leases.origins).containsExactly(origin);
        assertThat(pool.counts().empty() + pool.counts().holding()).isEqualTo(all.size() - 1);
    }

    @ParameterizedTest
    @CsvSource({"''", "none", "none none", "precious", "precious precious"})
    void lease_noneThatMayBeTaken_startsOne(String idle) throws Exception {
        List<FakeSession> all = idle(idle);

        SessionLease lease = pool.lease(conversation(), begun -> {});

        assertThat(all).doesNotContain((FakeSession) lease.session());
        assertThat(lease.session().key()).isEqualTo(KEY);
        assertThat(lease.origin()).isEqualTo(Origin.COLD);
        assertThat(leases.origins).containsExactly(Origin.COLD);
        assertThat(pool.counts().holding()).isEqualTo(all.size());
    }

    /** The CLI itself is asked something, so any session does. */
    @ParameterizedTest
    @CsvSource({"exact, 0", "exact blank, 1", "precious exact, 1"})
    void lease_noConversationIsWanted_thoseThatThereAreAreLeftAlone(String idle, int taken) throws Exception {
        List<FakeSession> all = idle(idle);
        all.forEach(session -> session.fitting(Fit.EMPTY));

        SessionLease lease = pool.lease(conversation(), begun -> {});

        assertThat(lease.session()).isSameAs(all.get(taken));
    }

    @Test
    void lease_preciousAndNoProcessMayBeStarted_isTakenAllTheSame() throws Exception {
        pool = pool(1, LONG);
        FakeSession precious = idle("precious").get(0);

        SessionLease lease = pool.lease(conversation(), begun -> {});

        assertThat(lease.session()).isSameAs(precious);
        assertThat(lease.origin()).isEqualTo(Origin.WARM);
        assertThat(precious.done).isEmpty();
    }

    @Test
    void lease_deadSession_isPassedOver() throws Exception {
        FakeSession dead = new FakeSession(KEY).fitting(EXACT);
        pool.release(dead);
        dead.die();
        FakeSession late = new FakeSession(KEY).fitting(EXACT); // it dies, and nobody was told yet
        late.die();
        pool.release(late);

        SessionLease lease = pool.lease(conversation(), begun -> {});

        assertThat(lease.origin()).isEqualTo(Origin.COLD);
    }

    @ParameterizedTest
    @CsvSource({"exact, CONTINUED", "begun, BRANCHED", "other, COLD", "blank, COLD"})
    void lease_sessionOfACliThatWasReplaced_onlyGoesOn(String fit, Origin origin) throws Exception {
        idle(fit).get(0).ofVersion(new CliVersion(2, 1, 329));

        assertThat(pool.lease(conversation(), begun -> {}).origin()).isEqualTo(origin);
    }

    /** Whose conversation a session may see is the session's own business; the pool tells it who asks. */
    @Test
    void lease_anothersSession_isNotGiven() throws Exception {
        FakeSession hers = sessions.add(
                new FakeSession(KEY).fitting(wanted -> wanted.owner().equals("hers") ? EXACT : Fit.NONE));
        pool.release(hers);

        SessionLease his = pool.lease(conversation("his", KEY), begun -> {});
        SessionLease her = pool.lease(conversation("hers", KEY), begun -> {});

        assertThat(his.session()).isNotSameAs(hers);
        assertThat(her.session()).isSameAs(hers);
    }

    @Test
    void lease_builtInTools_areOnlyAskedForWhereTheOperatorAllowsSome() throws Exception {
        SpawnKey withTools = new SpawnKey(KEY.model(), List.of(), true);

        SpawnKey without =
                pool.lease(conversation("", withTools), begun -> {}).session().key();
        pool = pool(MANY, LONG, "Read");
        SpawnKey with =
                pool.lease(conversation("", withTools), begun -> {}).session().key();

        assertThat(without).isEqualTo(KEY);
        assertThat(with).isEqualTo(withTools);
    }

    @Test
    void lease_oneSessionAndManyWhoWantIt_isGivenOnce() throws Exception {
        FakeSession wanted = new FakeSession(KEY).fitting(EXACT);
        pool.release(wanted);
        CountDownLatch start = new CountDownLatch(1);
        List<FutureTask<SessionLease>> turns = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            FutureTask<SessionLease> turn = new FutureTask<>(() -> {
                start.await();
                return pool.lease(conversation(), begun -> {});
            });
            turns.add(turn);
            Thread thread = new Thread(turn, "turn");
            thread.setDaemon(true);
            thread.start();
        }

        start.countDown();

        int winners = 0;
        for (FutureTask<SessionLease> turn : turns) {
            winners += turn.get().session() == wanted ? 1 : 0;
        }
        assertThat(winners).isEqualTo(1);
    }

    // giving way

    @Test
    void start_asManyProcessesAsMayBe_theOneIdleLongestGivesWay() throws Exception {
        pool = pool(2, LONG);
        List<FakeSession> all = idle("none none");

        SessionLease lease = pool.start(conversation(), begun -> {});

        assertThat(lease.origin()).isEqualTo(Origin.COLD);
        assertThat(all.get(0).done).containsExactly("terminate");
        assertThat(all.get(1).done).isEmpty();
        assertThat(pool.counts()).isEqualTo(new SessionPool.Counts(0, 1, 1, 2));
    }

    @Test
    void start_roomForAnother_nobodyGivesWay() throws Exception {
        pool = pool(3, LONG);
        List<FakeSession> all = idle("none none");

        pool.start(conversation(), begun -> {});

        assertThat(all).allSatisfy(session -> assertThat(session.done).isEmpty());
        assertThat(pool.counts()).isEqualTo(new SessionPool.Counts(0, 2, 0, 3));
    }

    @Test
    void start_allProcessesRunTurns_startsAllTheSame() throws Exception {
        pool = pool(1, LONG);
        pool.start(conversation(), begun -> {});

        assertThat(pool.start(conversation(), begun -> {}).origin()).isEqualTo(Origin.COLD);
        assertThat(pool.counts()).isEqualTo(new SessionPool.Counts(0, 0, 0, 2));
    }

    @Test
    void start_fails_isTold() {
        sessions.failNext(1);

        assertThatExceptionOfType(CliException.class).isThrownBy(() -> pool.lease(conversation(), begun -> {}));
        assertThat(leases.origins).isEmpty();
    }

    // what comes back

    @Test
    void keep_answerGoesOn_sessionCanBeLeasedBeforeItHasSettled() throws Exception {
        SessionLease first = pool.lease(conversation(), begun -> {});
        FakeSession session = (FakeSession) first.session();
        session.fitting(EXACT);
        first.ask();

        first.keep(NO_BLOCKS);
        SessionLease second = pool.lease(conversation(), begun -> {});
        first.close();

        assertThat(second.session()).isSameAs(session);
        assertThat(second.origin()).isEqualTo(Origin.CONTINUED);
        assertThat(session.done).containsExactly("ask", "keep", "settle");
        assertThat(pool.counts().holding()).isZero();
    }

    @Test
    void close_answerNotKept_sessionComesBackWhenItHasGivenUp() throws Exception {
        SessionLease lease = pool.lease(conversation(), begun -> {});
        FakeSession session = (FakeSession) lease.session();
        session.fitting(EXACT);

        lease.ask();

        assertThat(pool.counts().holding()).isZero();
        lease.close();

        assertThat(session.done).containsExactly("ask", "giveUp");
        assertThat(pool.counts().holding()).isEqualTo(1);
    }

    @Test
    void close_settlesNot_isEnded() throws Exception {
        SessionLease lease = pool.lease(conversation(), begun -> {});
        FakeSession session = ((FakeSession) lease.session()).settling(false);

        lease.close();

        assertThat(session.done).containsExactly("giveUp", "close");
        assertThat(pool.counts()).isEqualTo(new SessionPool.Counts(0, 0, 0, 0));
    }

    @ParameterizedTest
    @CsvSource({"false, false", "true, true"})
    void close_releasedAndUnfit_isEnded(boolean settles, boolean worn) throws Exception {
        SessionLease lease = pool.lease(conversation(), begun -> {});
        FakeSession session = ((FakeSession) lease.session()).settling(settles);
        if (worn) {
            session.wornByAge();
        }

        lease.keep(NO_BLOCKS);
        lease.close();

        assertThat(session.done).containsExactly("keep", "settle", "terminate");
        assertThat(pool.counts().holding()).isZero();
    }

    /** Whoever has it finds out by itself. */
    @Test
    void close_releasedAndUnfitAndLeasedMeanwhile_isLeftToTheOther() throws Exception {
        SessionLease first = pool.lease(conversation(), begun -> {});
        FakeSession session = ((FakeSession) first.session()).settling(false).fitting(EXACT);
        first.keep(NO_BLOCKS);
        pool.lease(conversation(), begun -> {});

        first.close();

        assertThat(session.done).containsExactly("keep", "settle");
        assertThat(session.isAlive()).isTrue();
    }

    @Test
    void close_interrupted_isEndedAndTheThreadKnows() throws Exception {
        SessionLease lease = pool.lease(conversation(), begun -> {});
        Thread.currentThread().interrupt();

        lease.close();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(((FakeSession) lease.session()).done).containsExactly("giveUp", "close");
    }

    @Test
    void close_sessionAskedAboutNothing_isAsEmptyAsBefore() throws Exception {
        FakeSession empty = sessions.add(new FakeSession(SpawnKey.DEFAULT));
        pool.release(empty.withoutConversation());

        pool.lease(SessionSpec.ofNothing(), begun -> {}).close();

        assertThat(pool.counts()).isEqualTo(new SessionPool.Counts(1, 0, 0, 1));
    }

    @Test
    void close_sessionWithAConversationAskedAboutNothing_holdsItStill() throws Exception {
        FakeSession holding = sessions.add(new FakeSession(SpawnKey.DEFAULT));
        pool.release(holding);

        pool.lease(SessionSpec.ofNothing(), begun -> {}).close();

        assertThat(pool.counts()).isEqualTo(new SessionPool.Counts(0, 1, 0, 1));
    }

    @Test
    void close_noProcessOutlivesItsTurn_isEndedAtOnce() throws Exception {
        pool = pool(MANY, Duration.ZERO);
        SessionLease lease = pool.lease(conversation(), begun -> {});

        lease.close();

        assertThat(((FakeSession) lease.session()).done).containsExactly("close");
    }

    @Test
    void close_noProcessOutlivesItsTurnAndAnswerGoesOn_isEndedToo() throws Exception {
        pool = pool(MANY, Duration.ZERO);
        SessionLease lease = pool.lease(conversation(), begun -> {});

        lease.keep(NO_BLOCKS);
        lease.close();

        assertThat(((FakeSession) lease.session()).done).containsExactly("close");
    }

    @Test
    void reserve_asManyProcessesAsMayBe_isRefusedUntilOneIsGone() throws Exception {
        pool = pool(2, LONG);
        SessionLease running = pool.start(conversation(), begun -> {});

        assertThat(pool.reserve()).isTrue();
        assertThat(pool.reserve()).as("one runs, one is being started").isFalse();
        ((FakeSession) running.session()).die();
        assertThat(pool.reserve()).isTrue();
    }

    @Test
    void abandon_isEndedAtOnce() throws Exception {
        SessionLease lease = pool.lease(conversation(), begun -> {});

        lease.abandon();

        assertThat(((FakeSession) lease.session()).done).containsExactly("kill");
        assertThat(pool.counts()).isEqualTo(new SessionPool.Counts(0, 0, 0, 0));
    }

    @Test
    void release_poolClosed_takesNone() throws Exception {
        SessionLease lease = pool.lease(conversation(), begun -> {});

        pool.close();
        lease.close();

        assertThat(((FakeSession) lease.session()).done).containsExactly("giveUp", "close");
        assertThat(pool.release(new FakeSession(KEY))).isFalse();
    }

    @Test
    void release_sessionGoneLater_isForgotten() {
        FakeSession session = sessions.add(new FakeSession(KEY));
        pool.release(session);
        assertThat(pool.counts().holding()).isEqualTo(1);

        session.die();

        assertThat(pool.counts()).isEqualTo(new SessionPool.Counts(0, 0, 0, 0));
    }

    // what expires

    @Test
    void takeExpired_idleForTooLongOrWorn_isTheCallers() {
        FakeSession fresh = new FakeSession(KEY);
        FakeSession worn = new FakeSession(KEY).wornByAge();
        pool.release(fresh);
        pool.release(worn);

        assertThat(pool.takeExpired()).extracting(IdleSession::session).containsExactly(worn);
        assertThat(pool.takeExpired()).isEmpty();
        assertThat(pool.counts().evicted()).isEqualTo(1);

        pool = pool(MANY, Duration.ofNanos(1));
        pool.release(fresh);
        assertThat(pool.takeExpired()).extracting(IdleSession::session).containsExactly(fresh);
    }

    @Test
    void readiness_ofAModel_countsWhatItsNextConversationCouldUse() {
        pool.release(new FakeSession(KEY).withoutConversation());
        pool.release(new FakeSession(KEY));
        pool.release(new FakeSession(KEY));
        pool.release(new FakeSession(KEY).expectingMore());
        pool.release(new FakeSession(SpawnKey.DEFAULT).withoutConversation());

        assertThat(pool.readiness(KEY)).isEqualTo(new SessionPool.Readiness(1, 0));
        assertThat(pool.readiness(SpawnKey.DEFAULT)).isEqualTo(new SessionPool.Readiness(1, 0));
        assertThat(pool.readiness(new SpawnKey(Optional.of("other"), List.of(), false)))
                .isEqualTo(new SessionPool.Readiness(0, 0));
    }

    @ParameterizedTest
    @CsvSource({
        "false, true,  0,  true,  false",
        "false, true,  59, true,  false",
        "false, true,  60, false, true",
        "false, false, 0,  false, false",
        "false, false, 4,  false, false",
        "false, false, 5,  false, true",
        "true,  true,  0,  false, false",
        "true,  false, 90, false, false"
    })
    void idle_conversation_isPreciousOrSpareableByItsClientAndItsTime(
            boolean empty, boolean expectsMore, long idleSeconds, boolean precious, boolean spareable) {
        FakeSession session = new FakeSession(KEY);
        if (empty) {
            session.withoutConversation();
        }
        if (expectsMore) {
            session.expectingMore();
        }
        AtomicLong nanos = new AtomicLong();
        IdleSession idle = new IdleSession(session, Stopwatch.start(nanos::get));
        nanos.set(Duration.ofSeconds(idleSeconds).toNanos());

        assertThat(idle.precious()).isEqualTo(precious);
        assertThat(idle.spareable()).isEqualTo(spareable);
    }

    /** Released in this order. */
    private List<FakeSession> idle(String names) {
        List<FakeSession> all = new ArrayList<>();
        for (String name : names.isEmpty() ? new String[0] : names.split(" ")) {
            FakeSession session = sessions.add(new FakeSession(KEY));
            all.add(name.startsWith("precious") ? session.expectingMore() : session);
            if (name.equals("blank")) {
                session.withoutConversation();
            }
            session.fitting(
                    switch (name) {
                        case "exact" -> EXACT;
                        case "longer", "precious-longer" -> new Fit(3, true, false);
                        case "begun", "precious-begun" -> new Fit(2, true, false);
                        case "begun-whole" -> new Fit(2, false, false);
                        case "other", "precious" -> OTHER;
                        case "blank" -> Fit.EMPTY;
                        default -> Fit.NONE;
                    });
            pool.release(session);
        }
        return all;
    }
}
