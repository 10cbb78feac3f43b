package io.github.claudecliproxy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.claudecliproxy.testing.Seeds;
import io.github.claudecliproxy.time.Stopwatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TaskQueueTest {
    private static final List<Priority> PRIORITIES = List.of(Priority.values());
    private static final Duration AGING = Duration.ofNanos(1000);

    private final PriorityExecutor executor =
            ProbeClock.executor(new DispatchSettings(1, 1, Duration.ofHours(1)), Executors.defaultThreadFactory());
    private final TaskQueue queue = new TaskQueue(AGING);
    private final AtomicLong nanos = new AtomicLong();
    private long arrivals;

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void poll_nobodyHasWaitedLong_isByPriorityThenArrival() {
        Submission low = at(Priority.LOW, 0);
        Submission normal = at(Priority.NORMAL, 1);
        Submission normalToo = at(Priority.NORMAL, 2);
        Submission high = at(Priority.HIGH, 3);

        assertThat(drained(999)).containsExactly(high, normal, normalToo, low);
    }

    @Test
    void poll_waitedOnce_countsAsOneHigherAndIsBeforeLaterOnes() {
        Submission low = at(Priority.LOW, 0);
        Submission normal = at(Priority.NORMAL, 500);
        Submission high = at(Priority.HIGH, 900);

        assertThat(drained(1000)).containsExactly(high, low, normal);
    }

    @Test
    void poll_floodOfHigh_theLowOneComesAfterTwiceTheTime() {
        Submission low = at(Priority.LOW, 0);
        for (int now = 100; now < 2000; now += 100) {
            Submission high = at(Priority.HIGH, now);
            assertThat(polled(queue, now)).isSameAs(high);
        }
        at(Priority.HIGH, 2000);

        assertThat(polled(queue, 2000)).isSameAs(low);
    }

    @Test
    void poll_longAgo_isNoHigherThanHigh() {
        Submission high = at(Priority.HIGH, 0);
        at(Priority.LOW, 1);

        assertThat(polled(queue, 1_000_000)).isSameAs(high);
    }

    @Test
    void poll_withoutAging_lowWaitsForEver() {
        TaskQueue strict = new TaskQueue(Duration.ZERO);
        Submission low = submission(Priority.LOW, 0);
        Submission high = submission(Priority.HIGH, 1_000_000_000);
        strict.add(low);
        strict.add(high);

        assertThat(polled(strict, Long.MAX_VALUE)).isSameAs(high);
        assertThat(polled(strict, Long.MAX_VALUE)).isSameAs(low);
        assertThat(polled(strict, Long.MAX_VALUE)).isNull();
    }

    @Test
    void poll_floodOfOneGroup_theOtherGroupIsNext() {
        Submission flood1 = of("flood", Priority.NORMAL, 0);
        Submission flood2 = of("flood", Priority.NORMAL, 1);
        Submission flood3 = of("flood", Priority.NORMAL, 2);
        assertThat(polled(queue, 2)).isSameAs(flood1); // runs
        Submission other1 = of("other", Priority.NORMAL, 3);
        Submission other2 = of("other", Priority.NORMAL, 4);

        assertThat(polled(queue, 4)).isSameAs(other1); // has nothing running
        queue.ended(flood1);
        assertThat(polled(queue, 4)).isSameAs(flood2); // has fewer running
        queue.ended(flood2);
        queue.ended(other1);
        assertThat(polled(queue, 4)).isSameAs(other2); // as many, and its last began earlier
        queue.ended(other2);
        assertThat(polled(queue, 4)).isSameAs(flood3);
    }

    @Test
    void poll_oneSlotAndTwoGroups_takeTurns() {
        for (int i = 0; i < 4; i++) {
            of("flood", Priority.NORMAL, i);
        }
        of("other", Priority.NORMAL, 10);
        of("other", Priority.NORMAL, 11);

        List<String> served = new ArrayList<>();
        for (Submission next = polled(queue, 20); next != null; next = polled(queue, 20)) {
            served.add(next.group());
            queue.ended(next);
        }

        assertThat(served).containsExactly("flood", "other", "flood", "other", "flood", "flood");
    }

    @Test
    void poll_whatRunsWithoutHavingBeenQueued_countsToo() {
        queue.begun(submission("flood", Priority.NORMAL, 0));
        of("flood", Priority.NORMAL, 1);
        Submission other = of("other", Priority.NORMAL, 2);

        assertThat(polled(queue, 2)).isSameAs(other);
    }

    @Test
    void poll_otherPriority_isBeforeAnyTurnOfAGroup() {
        Submission high = of("flood", Priority.HIGH, 0);
        Submission highToo = of("flood", Priority.HIGH, 1);
        Submission other = of("other", Priority.NORMAL, 0);

        assertThat(drained(2)).containsExactly(high, highToo, other);
    }

    /** A flood that has been queued for long has the rank of a higher priority; a newcomer of another group need not wait so long. */
    @Test
    void poll_agedFlood_doesNotDelayANewcomerOfTheSamePriority() {
        queue.begun(submission("flood", Priority.LOW, 0));
        of("flood", Priority.LOW, 0);
        Submission newcomer = of("other", Priority.LOW, 5000);

        assertThat(polled(queue, 5000)).isSameAs(newcomer);
    }

    /** Two loops that ask again as soon as they are answered, beside one group that has much queued; one task at a time. */
    @Test
    void poll_groupsThatComeAgain_doNotStarveOneThatStays() {
        List<Submission> staying = List.of(
                of("staying", Priority.NORMAL, 0),
                of("staying", Priority.NORMAL, 1),
                of("staying", Priority.NORMAL, 2));
        of("loop", Priority.NORMAL, 3);
        of("another", Priority.NORMAL, 4);
        List<Submission> served = new ArrayList<>();
        for (int arrival = 5; arrival < 14; arrival++) {
            Submission next = Objects.requireNonNull(polled(queue, arrival));
            served.add(next);
            queue.ended(next);
            if (!next.group().equals("staying")) {
                of(next.group(), Priority.NORMAL, arrival);
            }
        }

        assertThat(served).containsAll(staying);
    }

    /** What one group's task has gained by waiting is not another's: its newcomer would go before more urgent tasks. */
    @Test
    void poll_newcomerBesideAnAgedTask_doesNotOvertakeMoreUrgentOnes() {
        queue.begun(submission("patient", Priority.LOW, 0));
        Submission aged = of("patient", Priority.LOW, 0);
        Submission newcomer = of("other", Priority.LOW, 5000);
        Submission high = of("third", Priority.HIGH, 4999);

        assertThat(polled(queue, 5000)).isSameAs(aged);
        assertThat(polled(queue, 5000)).isSameAs(high);
        assertThat(polled(queue, 5000)).isSameAs(newcomer);
    }

    /** Against a list that is searched anew each time. */
    @Test
    void poll_anyMix_servesNobodyTwiceWhileAnotherGroupOfThatPriorityHasLess() {
        Seeds.each(seed -> {
            Random random = new Random(seed);
            TaskQueue mixed = new TaskQueue(Duration.ZERO);
            List<Submission> waiting = new ArrayList<>();
            List<Submission> running = new ArrayList<>();
            for (int step = 0; step < 200; step++) {
                int kind = random.nextInt(4);
                if (kind < 2) {
                    Submission added = submission("group" + random.nextInt(4), PRIORITIES.get(random.nextInt(3)), step);
                    mixed.add(added);
                    waiting.add(added);
                } else if (kind == 2 && !running.isEmpty()) {
                    mixed.ended(running.remove(random.nextInt(running.size())));
                } else if (kind == 3) {
                    Submission next = mixed.poll();
                    assertThat(next == null).isEqualTo(waiting.isEmpty());
                    if (next != null) {
                        assertThat(waiting)
                                .allSatisfy(other -> assertThat(isRightly(next, other, running))
                                        .isTrue());
                        waiting.remove(next);
                        running.add(next);
                    }
                }
                assertThat(mixed.size()).isEqualTo(waiting.size());
            }
        });
    }

    private static boolean isRightly(Submission next, Submission other, List<Submission> running) {
        int byPriority = next.priority().compareTo(other.priority());
        if (byPriority != 0) {
            return byPriority < 0;
        }
        if (next.group().equals(other.group())) {
            return Submission.ARRIVAL.compare(next, other) <= 0;
        }
        return count(running, next.group()) <= count(running, other.group());
    }

    private static long count(List<Submission> running, String group) {
        return running.stream().filter(one -> one.group().equals(group)).count();
    }

    @Test
    void removeAndClear_takeOutOnce() {
        Submission low = at(Priority.LOW, 0);
        Submission high = at(Priority.HIGH, 0);

        assertThat(queue.remove(low)).isTrue();
        assertThat(queue.remove(low)).isFalse();
        assertThat(queue.size()).isEqualTo(1);
        assertThat(queue.clear()).containsExactly(high);
        assertThat(queue.size()).isZero();
    }

    private @Nullable Submission polled(TaskQueue from, long now) {
        nanos.set(now);
        return from.poll();
    }

    private List<Submission> drained(long now) {
        List<Submission> order = new ArrayList<>();
        for (Submission next = polled(queue, now); next != null; next = polled(queue, now)) {
            order.add(next);
        }
        return order;
    }

    private Submission at(Priority priority, long submittedNanos) {
        return of("", priority, submittedNanos);
    }

    private Submission of(String group, Priority priority, long submittedNanos) {
        Submission submission = submission(group, priority, submittedNanos);
        queue.add(submission);
        return submission;
    }

    private Submission submission(Priority priority, long submittedNanos) {
        return submission("", priority, submittedNanos);
    }

    private Submission submission(String group, Priority priority, long submittedNanos) {
        nanos.set(submittedNanos);
        return new Submission(
                executor, ProbeTask.quick(), priority, group, arrivals++, true, Stopwatch.start(nanos::get));
    }
}
