package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.time.Duration;

/**
 * The samples of the proxy, streamed, over one kept-alive connection to each of two: one whose conversations have no
 * system prompt, and one where each has its own, as a process that was given one is no use to those without.
 */
final class ProxyLatency implements AutoCloseable {
    private static final Duration REST = Duration.ofSeconds(5);

    private final HttpConnection plain;
    private final HttpConnection system;
    private final Latencies latencies = new Latencies();
    private final Origins toolOrigins = new Origins();

    ProxyLatency(ProxyProcess plain, ProxyProcess system) throws IOException {
        this.plain = plain.connect();
        this.system = system.connect();
    }

    /** So many conversations of two turns, without and with a system prompt. */
    void warmUp(int conversations) throws IOException {
        for (int i = 0; i < conversations; i++) {
            Conversation conversation = new Conversation("", true).ask("Warm up " + i);
            conversation.answered(askWithoutRest(plain, conversation).content()).ask("And again.");
            askWithoutRest(plain, conversation);
            askWithoutRest(system, new Conversation("You are warm-up " + i + ".", true).ask("Say hello."));
        }
    }

    private static AnswerLines askWithoutRest(HttpConnection connection, Conversation conversation) throws IOException {
        connection.refresh();
        AnswerLines answer = new AnswerLines();
        connection.post("/v1/messages", conversation.body(), answer).expectOk();
        return answer;
    }

    /** A new conversation of three turns, and another last question. */
    void sampleConversation(int round, boolean counts) throws IOException {
        Conversation conversation = new Conversation("", true).ask("Say hello. " + round);
        AnswerLines fresh = ask(plain, conversation, latencies.fresh(), counts);
        conversation.answered(fresh.content()).ask("And again.");
        AnswerLines next = ask(plain, conversation, latencies.next(), counts);
        conversation.answered(next.content()).ask("And once more.");
        ask(plain, conversation, new Latency(), false);
        conversation.edit("Or something else?");
        ask(plain, conversation, latencies.branch(), counts);
    }

    void sampleSystem(int round, boolean counts) throws IOException {
        Conversation conversation = new Conversation("You are number " + round + ".", true).ask("Say hello.");
        ask(system, conversation, latencies.system(), counts);
    }

    private static AnswerLines ask(HttpConnection connection, Conversation conversation, Latency kind, boolean counts)
            throws IOException {
        Await.quiet(REST);
        connection.refresh();
        byte[] body = conversation.body();
        AnswerLines answer = new AnswerLines();
        String origin = connection.post("/v1/messages", body, answer).expectOk().session();
        if (counts) {
            kind.add(answer);
            kind.origins().add(origin);
        }
        return answer;
    }

    /** From the question to the end of the last answer; the client answers each call at once. */
    void sampleTools(int rounds, int round, boolean counts) throws IOException {
        Await.quiet(REST);
        system.refresh();
        Conversation conversation = new Conversation("You look up, number " + round + ".", true)
                .withTool()
                .ask("Look it up. [[tools " + rounds + "]]");
        Origins origins = new Origins();
        long began = System.nanoTime();
        ArrayNode content = askNow(conversation, origins);
        int called = 0;
        for (String id = AnswerLines.toolCall(content); !id.isEmpty(); id = AnswerLines.toolCall(content)) {
            called++;
            conversation.answered(content).toolResult(id);
            content = askNow(conversation, origins);
        }
        long nanos = System.nanoTime() - began;
        if (called != rounds) {
            throw new IOException("the proxy brought " + called + " tool calls of " + rounds);
        }
        if (counts) {
            latencies.tools().addNanos(nanos);
            toolOrigins.addAll(origins);
        }
    }

    private ArrayNode askNow(Conversation conversation, Origins origins) throws IOException {
        AnswerLines answer = new AnswerLines();
        origins.add(system.post("/v1/messages", conversation.body(), answer)
                .expectOk()
                .session());
        return answer.content();
    }

    Latencies latencies() {
        return latencies;
    }

    Origins toolOrigins() {
        return toolOrigins;
    }

    @Override
    public void close() throws IOException {
        plain.close();
        system.close();
    }
}
