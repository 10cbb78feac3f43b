package io.github.claudecliproxy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PriorityExecutorOrderTest {
    private static final int TASKS = 2000;
    private static final List<Priority> PRIORITIES = List.of(Priority.values());
    private static final Duration LONG = Duration.ofHours(1);

    private final PriorityExecutor executor =
            ProbeClock.executor(new DispatchSettings(1, 4 * TASKS, LONG), Executors.defaultThreadFactory());
    private final List<Ticket> ran = new CopyOnWriteArrayList<>();

    @AfterEach
    void close() {
        executor.close();
    }

    /** Who submitted, with which priority, as which of its tasks. */
    private record Ticket(int submitter, Priority priority, int number) {}

    @Test
    void run_manyWaiting_byPriorityThenArrival() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);
        List<Ticket> submitted = new ArrayList<>();
        Random random = new Random(7);
        for (int i = 0; i < TASKS; i++) {
            Ticket ticket = new Ticket(0, PRIORITIES.get(random.nextInt(PRIORITIES.size())), i);
            submitted.add(ticket);
            submit(ticket);
        }

        holder.release();

        assertThat(executor.awaitIdle(LONG)).isTrue();
        submitted.sort(Comparator.comparing(Ticket::priority));
        assertThat(ran).isEqualTo(submitted);
    }

    @Test
    void run_allHaveWaitedLongEnough_byArrivalAlone() throws Exception {
        try (PriorityExecutor aging = ProbeClock.executor(
                new DispatchSettings(1, TASKS, LONG, Duration.ofNanos(1)), Executors.defaultThreadFactory())) {
            ProbeTask holder = ProbeTask.running(aging);
            List<Ticket> submitted = new ArrayList<>();
            for (int i = 0; i < TASKS; i++) {
                Ticket ticket = new Ticket(0, PRIORITIES.get((2 * i) % PRIORITIES.size()), i);
                submitted.add(ticket);
                submit(aging, ticket);
            }

            holder.release();

            assertThat(aging.awaitIdle(LONG)).isTrue();
            assertThat(ran).isEqualTo(submitted);
        }
    }

    @Test
    void run_groupThatRanBefore_takesTurnsWithTheOther() throws Exception {
        for (int i = 0; i < 5; i++) { // what has ended does not count
            executor.submit(Priority.NORMAL, "a", ProbeTask.quick());
        }
        await().until(executor::stats, new DispatchStats(0, 0, true)::equals);
        ProbeTask holder = ProbeTask.running(executor);

        assertThat(orderOf(holder, "a", "a", "b", "b")).containsExactly("a", "b", "a", "b");
    }

    @Test
    void run_groupThatHadTheSlot_isAfterTheOther() throws Exception {
        ProbeTask holder = ProbeTask.held();
        executor.submit(Priority.NORMAL, "a", holder);

        assertThat(orderOf(holder, "a", "a", "b", "a")).containsExactly("b", "a", "a", "a");
    }

    /** Queues tasks of these groups, releases the slot, and returns the groups in the order in which they ran. */
    private List<String> orderOf(ProbeTask holder, String... groups) throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        for (String group : groups) {
            executor.submit(Priority.NORMAL, group, new DispatchTask() {
                @Override
                public void run(Duration waited) {
                    order.add(group);
                }

                @Override
                public void dropped(Dropped dropped, Duration waited) {
                    throw new AssertionError("dropped: " + dropped);
                }
            });
        }
        holder.release();
        assertThat(executor.awaitIdle(LONG)).isTrue();
        return order;
    }

    @Test
    void run_severalSubmitters_keepsTheOrderOfEach() throws Exception {
        ProbeTask holder = ProbeTask.running(executor);
        List<Thread> submitters = new ArrayList<>();
        for (int s = 0; s < 4; s++) {
            int submitter = s;
            submitters.add(new Thread(() -> submitMany(submitter)));
        }
        submitters.forEach(Thread::start);
        for (Thread submitter : submitters) {
            submitter.join();
        }

        holder.release();

        assertThat(executor.awaitIdle(LONG)).isTrue();
        assertThat(ran).hasSize(4 * TASKS).isSortedAccordingTo(Comparator.comparing(Ticket::priority));
        for (int s = 0; s < 4; s++) {
            int submitter = s;
            assertThat(ran)
                    .filteredOn(ticket -> ticket.submitter() == submitter)
                    .isSortedAccordingTo(Comparator.comparing(Ticket::priority).thenComparingInt(Ticket::number));
        }
    }

    private void submitMany(int submitter) {
        Random random = new Random(submitter);
        for (int i = 0; i < TASKS; i++) {
            submit(new Ticket(submitter, PRIORITIES.get(random.nextInt(PRIORITIES.size())), i));
        }
    }

    private void submit(Ticket ticket) {
        submit(executor, ticket);
    }

    private void submit(PriorityExecutor to, Ticket ticket) {
        try {
            to.submit(ticket.priority(), "", new DispatchTask() {
                @Override
                public void run(Duration waited) {
                    ran.add(ticket);
                }

                @Override
                public void dropped(Dropped dropped, Duration waited) {
                    throw new AssertionError("dropped: " + dropped);
                }
            });
        } catch (RejectedException full) {
            throw new AssertionError(full);
        }
    }
}
