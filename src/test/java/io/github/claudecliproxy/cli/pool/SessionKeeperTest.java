package io.github.claudecliproxy.cli.pool;

import static io.github.claudecliproxy.testing.FakeSessions.KEY;
import static io.github.claudecliproxy.testing.FakeSessions.LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.cli.SpawnKey;
import io.github.claudecliproxy.cli.session.Origin;
import io.github.claudecliproxy.testing.FakeSession;
import io.github.claudecliproxy.testing.FakeSessions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is made ready, and what is ended, without anybody asking. */
class SessionKeeperTest {
    private static final int MANY = 100;
    private static final Duration SHORT = Duration.ofMillis(50);
    private static final SpawnKey OTHER = new SpawnKey(Optional.of("other"), List.of(), false);
    private static final ThreadFactory NO_THREAD = task -> new Thread(() -> {});

    private final FakeSessions sessions = new FakeSessions();
    private SessionPool pool = pool(MANY, LONG);
    private SessionKeeper keeper = keeper(MANY, LONG);

    @AfterEach
    void close() {
        keeper.close();
    }

    /** Its own keeper never gets to work. */
    private SessionPool pool(int maxProcesses, Duration idle) {
        SessionCounts uncounted = new SessionCounts() {
            @Override
            public void leased(Origin how) {
                // no matter here
            }

            @Override
            public void booted(Duration took) {
                // nothing boots
            }
        };
        return new SessionPool(sessions, FakeSessions.settings(maxProcesses, idle), uncounted, NO_THREAD);
    }

    private SessionKeeper keeper(int maxProcesses, Duration idle) {
        return new SessionKeeper(pool, FakeSessions.settings(maxProcesses, idle), task -> {
            Thread thread = new Thread(task, "keeper");
            thread.setDaemon(true);
            return thread;
        });
    }

    private void replace(int maxProcesses, Duration idle) {
        keeper.close();
        pool = pool(maxProcesses, idle);
        keeper = keeper(maxProcesses, idle);
    }

    // what is made ready

    @Test
    void conversationBegun_noneReady_startsOneForTheNext() {
        keeper.conversationBegun(KEY);
        keeper.conversationBegun(KEY);

        await().until(() -> pool.readiness(KEY).empty() == 1);
        assertThat(sessions.started).hasSize(1);
    }

    @Test
    void conversationBegun_noProcessOutlivesItsTurn_startsNone() {
        replace(MANY, Duration.ZERO);

        keeper.conversationBegun(KEY);

        sessions.failNext(1); // tried again a second later, long after a conversation's pause
        assertNoneIsStartedBefore(OTHER);
    }

    @Test
    void prepare_oneIsReady_startsNone() {
        pool.release(new FakeSession(KEY).withoutConversation());

        keeper.prepareNow(KEY);

        assertNoneIsStartedBefore(OTHER);
    }

    /** The keeper has one thread: what it was asked before, it has done. */
    private void assertNoneIsStartedBefore(SpawnKey key) {
        keeper.use(key);
        keeper.prepareNow(key);

        await().until(() -> !sessions.started.isEmpty());
        assertThat(sessions.started).extracting(FakeSession::key).containsExactly(key);
    }

    @Test
    void prepare_oneCouldBeEmptied_startsAnother() {
        pool.release(new FakeSession(KEY));

        keeper.prepareNow(KEY);

        await().until(() -> pool.readiness(KEY).empty() == 1);
    }

    @Test
    void prepare_thoseThatCouldBeEmptiedArePrecious_startsAnother() {
        pool.release(new FakeSession(KEY).expectingMore());
        pool.release(new FakeSession(KEY).expectingMore());

        keeper.prepareNow(KEY);

        await().until(() -> pool.readiness(KEY).empty() == 1);
    }

    @Test
    void rests_whereTheNextQuestionNeedsOtherSettings_theyAreSetInAPause() {
        FakeSession session = sessions.add(new FakeSession(KEY).foreseeingChange());
        pool.release(session);

        keeper.becameIdle(session);

        await().until(() ->
                session.done.contains("prepareNext") && pool.counts().holding() == 1);
    }

    @Test
    void prepared_clientComesBackMeanwhile_findsItsConversation() {
        AtomicInteger found = new AtomicInteger();
        FakeSession session = sessions.add(new FakeSession(KEY)
                .foreseeingChange(() -> found.set(pool.counts().holding())));
        pool.release(session);

        keeper.becameIdle(session);

        await().until(() -> found.get() == 1);
    }

    @Test
    void prepared_cliCannotBeTold_isTerminated() {
        FakeSession session =
                sessions.add(new FakeSession(KEY).foreseeingChange().settling(false));
        pool.release(session);

        keeper.becameIdle(session);

        await().until(() -> session.done.contains("terminate"));
        assertThat(pool.counts().holding()).isZero();
    }

    /** The next conversation would have to take it anyway. */
    @Test
    void prepare_noPlaceForAnother_emptiesTheOneIdleLongestOfTwo() {
        replace(2, FakeSessions.LONG);
        FakeSession first = sessions.add(new FakeSession(KEY));
        FakeSession second = sessions.add(new FakeSession(KEY));
        pool.release(first);
        pool.release(second);

        await().until(() -> {
            keeper.prepareNow(KEY);
            return pool.readiness(KEY).empty() == 1;
        });

        assertThat(first.done).containsExactly("empty");
        assertThat(second.done).isEmpty();
        assertThat(sessions.started).containsExactly(first, second);
    }

    @Test
    void prepare_noPlaceForAnotherAndTheOneIdleLongestCannotBeEmptied_isReplaced() {
        replace(2, FakeSessions.LONG);
        FakeSession first = sessions.add(new FakeSession(KEY).emptying(false));
        pool.release(first);
        pool.release(sessions.add(new FakeSession(KEY)));

        await().until(() -> {
            keeper.prepareNow(KEY);
            return !first.isAlive();
        });

        assertThat(first.done).containsExactly("empty", "terminate");
    }

    @Test
    void prepare_startFails_triesAgain() {
        sessions.failNext(2);
        keeper.use(KEY);

        keeper.prepareNow(KEY);

        await().until(() -> pool.readiness(KEY).empty() == 1);
        assertThat(sessions.failuresLeft()).isZero();
    }

    @Test
    void prepare_startFailsAndNobodyUsesTheModel_isNotTriedAgain() {
        sessions.failNext(2);
        keeper.use(OTHER);
        keeper.prepareNow(KEY);
        keeper.prepareNow(OTHER); // tried again after the same pause, and later

        await().until(() -> pool.readiness(OTHER).empty() == 1);
        assertThat(sessions.started).extracting(FakeSession::key).containsExactly(OTHER);
    }

    @Test
    void prepare_poolClosed_endsWhatItHasStarted() {
        pool.close();

        keeper.prepareNow(KEY);

        await().until(() ->
                sessions.started.size() == 1 && !sessions.started.get(0).isAlive());
    }

    @Test
    void prepared_goneWhileItsModelIsUsed_isReplaced() {
        keeper.conversationBegun(KEY);
        await().until(() -> pool.readiness(KEY).empty() == 1);

        sessions.started.get(0).die();

        await().until(() -> sessions.started.size() == 2 && pool.readiness(KEY).empty() == 1);
    }

    @Test
    void prepared_goneAndNobodyUsesItsModel_isNotReplaced() {
        keeper.prepareNow(KEY);
        await().until(() -> pool.readiness(KEY).empty() == 1);

        sessions.started.get(0).die();
        sessions.failNext(1); // tried again after the same pause, and later
        keeper.use(OTHER);
        keeper.prepareNow(OTHER);

        await().until(() -> pool.readiness(OTHER).empty() == 1);
        assertThat(sessions.started).extracting(FakeSession::key).containsExactly(KEY, OTHER);
    }

    // what is ended

    @Test
    void expired_ofAUsedModel_oneStaysWithoutItsConversation() {
        replace(MANY, SHORT);
        keeper.use(KEY);
        FakeSession first = sessions.add(new FakeSession(KEY));
        FakeSession second = sessions.add(new FakeSession(KEY));

        pool.release(first);
        pool.release(second);

        await().until(() -> !second.isAlive());
        await().until(() -> pool.counts().empty() == 1);
        assertThat(first.isAlive()).isTrue();
        assertThat(first.done).containsExactly("empty"); // once, though it expires again and again
        assertThat(second.done).containsExactly("terminate");
    }

    @Test
    void expired_emptyOfAUsedModel_staysAsItIs() {
        replace(MANY, SHORT);
        keeper.use(KEY);
        FakeSession empty = sessions.add(new FakeSession(KEY));

        pool.release(empty.withoutConversation());

        await().until(() -> pool.counts().evicted() > 1);
        assertThat(empty.done).isEmpty();
    }

    @Test
    void expired_ofAModelThatNobodyUses_isEnded() {
        replace(MANY, SHORT);
        FakeSession session = sessions.add(new FakeSession(KEY));

        pool.release(session);

        await().until(() -> !session.isAlive());
        assertThat(session.done).containsExactly("terminate");
        assertThat(pool.counts()).isEqualTo(new SessionPool.Counts(0, 0, 1, 0));
    }

    @Test
    void expired_cannotBeEmptied_isEnded() {
        replace(MANY, SHORT);
        keeper.use(KEY);
        FakeSession session = sessions.add(new FakeSession(KEY)).emptying(false);

        pool.release(session);

        await().until(() -> !session.isAlive());
        assertThat(session.done).containsExactly("empty", "terminate");
    }

    @Test
    void expired_oneFailsUnforeseenly_theOthersStillExpire() {
        replace(MANY, SHORT);
        keeper.use(KEY);
        FakeSession failing = sessions.add(new FakeSession(KEY)).emptying(() -> {
            throw new IllegalStateException("unforeseen");
        });

        pool.release(failing);
        await().until(() -> !failing.isAlive());
        FakeSession next = sessions.add(new FakeSession(KEY)).emptying(false);
        pool.release(next);

        await().until(() -> !next.isAlive());
    }

    /** The keeper looks every tenth of the time that a session may be idle. */
    @Test
    void expired_wornLongBefore_isEndedThoughItsModelIsUsed() {
        replace(MANY, Duration.ofSeconds(2));
        keeper.use(KEY);
        FakeSession session = sessions.add(new FakeSession(KEY)).wornByAge();

        pool.release(session);

        await().until(() -> !session.isAlive());
        assertThat(session.done).containsExactly("terminate");
    }
}
