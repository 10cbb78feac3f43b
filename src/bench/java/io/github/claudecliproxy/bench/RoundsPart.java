package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * (j) How many rounds of conversations go on in a process that has the conversation already, continued or branched: all
 * but the first of each could. People who chat in turn, with an API that thinks; and the loops of agents, each as clients
 * of its make write it. A process per call begins anew every time.
 */
final class RoundsPart implements Part {
    private static final int CHATS = 6;
    private static final int TURNS = 6;
    private static final int TASKS = 3;
    private static final int CALLS = 4;

    private final Setup setup;

    RoundsPart(Setup setup) {
        this.setup = setup;
    }

    @Override
    public void run() throws IOException {
        try (ScriptedUpstream upstream = new ScriptedUpstream();
                PerCall perCall = new PerCall(setup, setup.home("per-call"), upstream, true)) {
            for (int i = 0; i < setup.options().of(5, 2); i++) {
                perCall.sample(true);
            }
            double call = perCall.total().median();
            try (ProxyProcess proxy = setup.realProxy(Map.of(), setup.home("chats"), upstream);
                    HttpConnection connection = proxy.connect()) {
                Rounds rounds = new Rounds(connection);
                chats(rounds);
                // the naive way has to wait for the API as long
                setup.report().add(rounds.figure(CHATS + " chats in turn", call + 300));
            }
            for (Dialect dialect : Dialect.values()) {
                try (ProxyProcess proxy = setup.realProxy(Map.of(), setup.home("agent"), upstream);
                        HttpConnection connection = proxy.connect()) {
                    Rounds rounds = new Rounds(connection);
                    for (int i = 0; i < setup.options().of(6, 2); i++) {
                        agent(rounds, dialect, i);
                    }
                    setup.report().add(rounds.figure("loop as of " + dialect.make(), call));
                }
            }
        }
    }

    private static void chats(Rounds rounds) throws IOException {
        List<Conversation> chats = new ArrayList<>();
        for (int i = 0; i < CHATS; i++) {
            chats.add(new Conversation("You are a friend.", true).ask("I am number " + i + ". [[think 300]]"));
        }
        for (int turn = 0; turn < TURNS; turn++) {
            for (Conversation chat : chats) {
                ArrayNode content = rounds.ask(chat.body(), turn == 0);
                chat.answered(content).ask("And then? " + turn);
            }
        }
    }

    /** Tasks that take some calls of a tool each; beside the first of them the model says what it is about to do. */
    private static void agent(Rounds rounds, Dialect dialect, int number) throws IOException {
        Conversation conversation = new Conversation("You look things up.", true).withTool();
        for (int task = 0; task < TASKS; task++) {
            conversation.ask("Task " + number + "." + task + ": look it up. [[tools " + CALLS + "]] [[aside]]");
            ArrayNode content = rounds.ask(dialect.body(conversation), task == 0);
            conversation.answered(content);
            for (String id = AnswerLines.toolCall(content); !id.isEmpty(); id = AnswerLines.toolCall(content)) {
                conversation.toolResult(id);
                content = rounds.ask(dialect.body(conversation), false);
                conversation.answered(content);
            }
        }
    }

    /** The rounds of one kind of client. */
    private static final class Rounds {
        private final HttpConnection connection;
        private final Origins first = new Origins();
        private final Origins later = new Origins();
        private final Sample times = new Sample();

        Rounds(HttpConnection connection) {
            this.connection = connection;
        }

        ArrayNode ask(byte[] body, boolean begins) throws IOException {
            AnswerLines answer = new AnswerLines();
            String origin =
                    connection.post("/v1/messages", body, answer).expectOk().session();
            (begins ? first : later).add(origin);
            if (!begins) {
                times.addNanos(answer.totalNanos());
            }
            return answer.content();
        }

        Figure figure(String name, double call) {
            Map<String, Integer> counts = later.counts();
            int all = counts.values().stream().mapToInt(Integer::intValue).sum();
            int kept = counts.getOrDefault("continued", 0) + counts.getOrDefault("branched", 0);
            return Figure.of("j", name)
                    .number("rounds", all)
                    .number("p50 ms", times.median())
                    .number("of a process per call", times.median() / call)
                    .check(Check.atLeast("of rounds continued or branched", (double) kept / all, 1, 0.9))
                    .sessions(later);
        }
    }
}
