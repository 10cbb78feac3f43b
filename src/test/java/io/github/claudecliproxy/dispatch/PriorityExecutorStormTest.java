package io.github.claudecliproxy.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Submits, cancels, deadlines, pauses and completions at random, from several threads; what each thread does is fixed. */
class PriorityExecutorStormTest {
    private static final int SUBMITTERS = 4;
    private static final int SUBMITS_EACH = 25_000;
    private static final int SLOTS = 3;
    private static final List<Priority> PRIORITIES = List.of(Priority.values());
    private static final Duration LONG = Duration.ofHours(1);
    private static final Duration SHORT = Duration.ofNanos(100_000);

    private final PriorityExecutor executor =
            ProbeClock.executor(new DispatchSettings(SLOTS, 50, LONG), Executors.defaultThreadFactory());
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger mostRunning = new AtomicInteger();

    @AfterEach
    void close() {
        executor.close();
    }

    @Test
    void storm_anyMix_noPermitLostAndEachTaskToldOnce() throws Exception {
        List<Callable<List<StormTask>>> submitters = new ArrayList<>();
        for (int i = 0; i < SUBMITTERS; i++) {
            long seed = i;
            submitters.add(() -> submitMany(new Random(seed)));
        }
        List<StormTask> tasks = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(SUBMITTERS);

        for (Future<List<StormTask>> submitter : threads.invokeAll(submitters)) {
            tasks.addAll(submitter.get());
        }

        threads.shutdown();
        await().until(executor::stats, new DispatchStats(0, 0, true)::equals);
        await().untilAsserted(() -> assertThat(tasks).allMatch(StormTask::wasToldAsItShould));
        assertThat(tasks).hasSize(SUBMITTERS * SUBMITS_EACH);
        assertThat(mostRunning).hasValueLessThanOrEqualTo(SLOTS);
        everySlotStillWorks();
    }

    private void everySlotStillWorks() throws RejectedException {
        List<ProbeTask> holders = new ArrayList<>();
        for (int i = 0; i < SLOTS; i++) {
            holders.add(ProbeTask.running(executor));
        }
        assertThat(executor.stats()).isEqualTo(new DispatchStats(SLOTS, 0, true));
        holders.forEach(ProbeTask::release);
    }

    private List<StormTask> submitMany(Random random) {
        List<StormTask> tasks = new ArrayList<>();
        List<Submission> recent = new ArrayList<>();
        for (int i = 0; i < SUBMITS_EACH; i++) {
            StormTask task = new StormTask(random.nextInt(2000), random.nextInt(20) == 0, random.nextInt(4) > 0);
            tasks.add(task);
            Priority priority = PRIORITIES.get(random.nextInt(PRIORITIES.size()));
            try {
                recent.add(executor.submit(
                        priority, "group" + random.nextInt(3), random.nextInt(4) == 0 ? SHORT : LONG, task));
            } catch (RejectedException fullOrPaused) {
                task.refused = true;
            }
            if (random.nextInt(100) == 0) {
                executor.pause(SHORT.multipliedBy(random.nextInt(10)));
            }
            if (recent.size() > 8) {
                recent.remove(random.nextInt(8)).cancel();
            }
        }
        return tasks;
    }

    private final class StormTask implements DispatchTask {
        private final AtomicInteger told = new AtomicInteger();
        private final int spins;
        private final boolean throwing;
        private final boolean waitsOutPauses;
        private boolean refused;

        StormTask(int spins, boolean throwing, boolean waitsOutPauses) {
            this.spins = spins;
            this.throwing = throwing;
            this.waitsOutPauses = waitsOutPauses;
        }

        @Override
        public boolean waitsOutPauses() {
            return waitsOutPauses;
        }

        @Override
        public void run(Duration waited) {
            told.incrementAndGet();
            mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
            for (int i = 0; i < spins; i++) {
                Thread.onSpinWait();
            }
            running.decrementAndGet();
            if (throwing) {
                throw new Unwell();
            }
        }

        @Override
        public void dropped(Dropped dropped, Duration waited) {
            told.incrementAndGet();
        }

        boolean wasToldAsItShould() {
            return told.get() == (refused ? 0 : 1);
        }
    }

    /** Without a stack trace: thousands of them would fill the log. */
    private static final class Unwell extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Unwell() {
            super("of a task", null, false, false);
        }
    }
}
