package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;

/** Clients that begin a new conversation as soon as the one before is answered. */
final class Load {
    private final IntPredicate goesOn;
    private final AtomicInteger begun = new AtomicInteger();
    private final Sample times = new Sample();
    private final Origins origins = new Origins();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicReference<String> firstFailure = new AtomicReference<>("");

    private Load(IntPredicate goesOn) {
        this.goesOn = goesOn;
    }

    /** One that asks; for one thread. */
    interface Client extends AutoCloseable {
        /**
         * Asks a question that nobody has asked before, and reads the whole answer.
         *
         * @return how the session came to it
         */
        String converse() throws IOException;

        @Override
        void close() throws IOException;
    }

    /** Makes clients. */
    interface Clients {
        Client connect() throws IOException;
    }

    /**
     * What the clients saw.
     *
     * @param seconds how long they asked
     */
    record Result(double seconds, Sample times, Origins origins, int failures, String firstFailure) {
        static Result none() {
            return new Result(0, new Sample(), new Origins(), 0, "");
        }

        double aSecond() {
            return times.count() / seconds;
        }

        Result plus(Result more) {
            times.addAll(more.times);
            origins.addAll(more.origins);
            return new Result(
                    seconds + more.seconds, times, origins, failures + more.failures, firstFailure + more.firstFailure);
        }

        /** Why the figure does not count, or empty. */
        String trouble(Result baseline) {
            return failures + baseline.failures == 0
                    ? ""
                    : "failed: " + baseline.failures + " and " + failures + " " + baseline.firstFailure + firstFailure;
        }
    }

    /** So many conversations in all. */
    static IntPredicate times(int count) {
        return number -> number < count;
    }

    /** As many as are begun in this time from now. */
    static IntPredicate lasting(Duration time) {
        long end = System.nanoTime() + time.toNanos();
        return number -> System.nanoTime() - end < 0;
    }

    static Result run(int clients, Clients kind, IntPredicate goesOn) throws InterruptedException {
        Load load = new Load(goesOn);
        long began = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(() -> load.ask(kind), "client-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Result(seconds, load.times, load.origins, load.failures.get(), load.firstFailure.get());
    }

    private void ask(Clients kind) {
        try (Client client = kind.connect()) {
            while (goesOn.test(begun.getAndIncrement())) {
                long asked = System.nanoTime();
                origins.add(client.converse());
                times.addNanos(System.nanoTime() - asked);
            }
        } catch (IOException failed) {
            failures.incrementAndGet();
            firstFailure.compareAndSet("", String.valueOf(failed.getMessage()));
        }
    }
}
