package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Thousands of turns, new, continued, branched and with tools mixed, in legs; after each leg, at rest, processes, threads,
 * descriptors, living heap and the CLIs' memory are looked at. They must not be more at the end than in the middle.
 */
final class Soak implements Part {
    private static final int CLIENTS = 4;
    private static final int LEGS = 20;
    private static final int TURNS_A_CONVERSATION = 10;
    private static final int TOOL_ROUNDS = 5;
    /** After this turn the client goes back to before its question, and asks another. */
    private static final int BRANCH = 7;

    private final String name;
    private final int turns;
    private final Setup setup;
    private final boolean real;
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<String> failure = new AtomicReference<>("");
    private final Origins origins = new Origins();

    private Soak(Setup setup, String name, int turns, boolean real) {
        this.setup = setup;
        this.name = name;
        this.turns = turns;
        this.real = real;
    }

    static Soak fake(Setup setup) {
        return new Soak(setup, "soak, free CLI", setup.options().of(20_000, 1000), false);
    }

    static Soak real(Setup setup) {
        return new Soak(setup, "soak, real CLI", setup.options().of(5000, 40), true);
    }

    @Override
    public void run() throws IOException, InterruptedException {
        Map<String, String> settings = Map.of("MAX_CONCURRENT", String.valueOf(CLIENTS));
        List<SoakLevel> levels = new ArrayList<>();
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                ProxyProcess proxy = real
                        ? setup.realProxy(settings, setup.home("soak"), upstream)
                        : setup.freeProxy(settings, setup.home("soak"));
                HttpConnection control = proxy.connect()) {
            Jvm jvm = new Jvm(setup.children(), proxy.process());
            for (int leg = 1; leg <= LEGS && failure.get().isEmpty(); leg++) {
                leg(proxy, turns * leg / LEGS);
                SoakLevel level = SoakLevel.of(proxy, control, jvm);
                System.out.println(name + ": " + asked + " turns, " + level + ", " + origins);
                levels.add(level);
            }
        }
        setup.report().add(figure(levels));
    }

    private Figure figure(List<SoakLevel> levels) {
        Figure figure = Figure.of("soak", name).number("turns", asked.get()).sessions(origins);
        if (!failure.get().isEmpty()) {
            return figure.trouble(failure.get());
        }
        return SoakLevel.growth(figure, levels);
    }

    private void leg(ProxyProcess proxy, int until) throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            Thread thread = new Thread(() -> client(proxy, until), "soak-" + i);
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void client(ProxyProcess proxy, int until) {
        try (HttpConnection connection = proxy.connect()) {
            for (int i = 0; asked.get() < until && failure.get().isEmpty(); i++) {
                converse(connection, until, i % 2 == 0);
            }
        } catch (IOException failed) {
            failure.compareAndSet("", String.valueOf(failed.getMessage()));
        }
    }

    /** One conversation; with tools its first question is answered only after some rounds of them. */
    private void converse(HttpConnection connection, int until, boolean tools) throws IOException {
        Conversation conversation =
                new Conversation(tools ? "You look up." : "You are brief.", true).ask(question(tools));
        if (tools) {
            conversation.withTool();
        }
        for (int turn = 0; turn < TURNS_A_CONVERSATION && asked.get() < until; turn++) {
            AnswerLines lines = new AnswerLines();
            origins.add(connection
                    .post("/v1/messages", conversation.body(), lines)
                    .expectOk()
                    .session());
            asked.incrementAndGet();
            ArrayNode content = lines.content();
            String call = AnswerLines.toolCall(content);
            if (call.isEmpty() && turn == BRANCH) {
                conversation.edit("Or otherwise?");
            } else if (call.isEmpty()) {
                conversation.answered(content).ask("And then? " + turn);
            } else {
                conversation.answered(content);
                conversation.toolResult(call);
            }
        }
    }

    private static String question(boolean tools) {
        return "I am " + UUID.randomUUID() + (tools ? " [[tools " + TOOL_ROUNDS + "]]" : "");
    }
}
