package io.github.claudecliproxy.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** A lean client over a kept-alive connection, of the proxy or of what it is compared with. */
final class HttpClient implements Load.Client {
    private static final String BEGIN =
            "{\"model\":\"" + Conversation.MODEL + "\",\"max_tokens\":1024,\"stream\":false,";

    private final HttpConnection connection;
    private final SystemPrompt system;
    private final String answer;

    /** Which system prompt its conversations have. */
    enum SystemPrompt {
        NONE {
            @Override
            String field() {
                return "";
            }
        },
        /** All the same. */
        ONE {
            @Override
            String field() {
                return "\"system\":\"You are brief.\",";
            }
        },
        /** Each its own. */
        EACH {
            @Override
            String field() {
                return "\"system\":\"You are " + UUID.randomUUID() + ".\",";
            }
        };

        abstract String field();
    }

    /**
     * Connects.
     *
     * @param answer what must be in each answer
     */
    HttpClient(int port, SystemPrompt system, String answer) throws IOException {
        this.connection = new HttpConnection(port);
        this.system = system;
        this.answer = answer;
    }

    @Override
    public String converse() throws IOException {
        // by hand: the client's own work must not be what is measured
        String body = BEGIN + system.field()
                + "\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"Hello, I am "
                + UUID.randomUUID() + "\"}]}]}";
        HttpConnection.Answer answered =
                connection.post("/v1/messages", body.getBytes(StandardCharsets.UTF_8), line -> {});
        if (!answered.expectOk().body().contains(answer)) {
            throw new IOException("answered " + answered.body());
        }
        return answered.session().isEmpty() ? "none" : answered.session();
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
