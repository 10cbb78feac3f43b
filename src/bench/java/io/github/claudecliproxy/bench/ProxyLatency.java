package io.github.claudecliproxy.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.time.Duration;

/** The samples of the proxy, over one kept-alive connection, streamed. */
final class ProxyLatency implements AutoCloseable {
    private static final Duration REST = Duration.ofSeconds(5);

    private final ProxyProcess proxy;
    private final HttpConnection connection;
    private final Latency fresh = new Latency();
    private final Origins freshOrigins = new Origins();
    private final Latency next = new Latency();
    private final Origins nextOrigins = new Origins();
    private final Sample tools = new Sample();
    private final Origins toolOrigins = new Origins();

    ProxyLatency(ProxyProcess proxy) throws IOException {
        this.proxy = proxy;
        this.connection = proxy.connect();
    }

    /** A new conversation once a spare is ready, and its next turn. */
    void sampleConversation(String system, boolean counts) throws IOException {
        proxy.awaitSpare(connection);
        Conversation conversation = new Conversation(system, true).ask("Say hello.");
        AnswerLines answer = ask(conversation, counts ? freshOrigins : new Origins());
        conversation.answered(answer.content()).ask("And again.");
        Await.quiet(REST);
        AnswerLines again = ask(conversation, counts ? nextOrigins : new Origins());
        if (counts) {
            fresh.add(answer);
            next.add(again);
        }
    }

    /** From the question to the end of the last answer; the client answers each call at once. */
    void sampleTools(int rounds, String system, boolean counts) throws IOException {
        proxy.awaitSpare(connection);
        Conversation conversation =
                new Conversation(system, true).withTool().ask("Look it up. [[tools " + rounds + "]]");
        long began = System.nanoTime();
        ArrayNode content = ask(conversation, new Origins()).content();
        int called = 0;
        for (String id = AnswerLines.toolCall(content); !id.isEmpty(); id = AnswerLines.toolCall(content)) {
            called++;
            conversation.answered(content).toolResult(id);
            content = ask(conversation, counts ? toolOrigins : new Origins()).content();
        }
        if (called != rounds) {
            throw new IOException("the proxy brought " + called + " tool calls of " + rounds);
        }
        if (counts) {
            tools.addNanos(System.nanoTime() - began);
        }
    }

    private AnswerLines ask(Conversation conversation, Origins origins) throws IOException {
        byte[] body = conversation.body();
        AnswerLines answer = new AnswerLines();
        origins.add(connection.post("/v1/messages", body, answer).expectOk().session());
        return answer;
    }

    Latency fresh() {
        return fresh;
    }

    Origins freshOrigins() {
        return freshOrigins;
    }

    Latency next() {
        return next;
    }

    Origins nextOrigins() {
        return nextOrigins;
    }

    Sample tools() {
        return tools;
    }

    Origins toolOrigins() {
        return toolOrigins;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
