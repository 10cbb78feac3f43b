package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Clients that ask as fast as they are answered; each holds a conversation to its end, then begins another. */
final class Load {
    private static final String BEGIN = "{\"model\":\"" + Conversation.MODEL
            + "\",\"max_tokens\":1024,\"stream\":false,\"system\":\"You are brief.\",\"messages\":[";

    private final int port;
    private final int turns;
    private final long endNanos;
    private final Sample times = new Sample();
    private final Origins origins = new Origins();
    private final AtomicInteger failures = new AtomicInteger();
    private final AtomicReference<String> firstFailure = new AtomicReference<>("");

    private Load(int port, int turns, Duration time) {
        this.port = port;
        this.turns = turns;
        this.endNanos = System.nanoTime() + time.toNanos();
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
    }

    /**
     * Asks until the time is over.
     *
     * @param turns how many make a conversation
     */
    static Result run(int port, int clients, int turns, Duration time) throws InterruptedException {
        Load load = new Load(port, turns, time);
        long began = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < clients; i++) {
            Thread thread = new Thread(load::client, "client-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return new Result(seconds, load.times, load.origins, load.failures.get(), load.firstFailure.get());
    }

    private void client() {
        try (HttpConnection connection = new HttpConnection(port)) {
            while (System.nanoTime() - endNanos < 0) {
                converse(connection);
            }
        } catch (IOException failed) {
            failures.incrementAndGet();
            firstFailure.compareAndSet("", String.valueOf(failed.getMessage()));
        }
    }

    private void converse(HttpConnection connection) throws IOException {
        // by hand: the client's own work must not be what is measured
        StringBuilder told = new StringBuilder(BEGIN).append(said("user", "Hello, I am " + UUID.randomUUID()));
        for (int turn = 0; turn < turns && System.nanoTime() - endNanos < 0; turn++) {
            byte[] body = (told + "]}").getBytes(StandardCharsets.UTF_8);
            long began = System.nanoTime();
            HttpConnection.Answer answer = connection.post("/v1/messages", body, line -> {});
            times.addNanos(System.nanoTime() - began);
            if (!answer.expectOk().body().contains("Hi there")) {
                throw new IOException("answered " + answer.body());
            }
            origins.add(answer.session().isEmpty() ? "none" : answer.session());
            told.append(',')
                    .append(said("assistant", "Hi there"))
                    .append(',')
                    .append(said("user", "And then? " + turn));
        }
    }

    private static String said(String role, String text) {
        return "{\"role\":\"" + role + "\",\"content\":[{\"type\":\"text\",\"text\":\"" + text + "\"}]}";
    }
}
