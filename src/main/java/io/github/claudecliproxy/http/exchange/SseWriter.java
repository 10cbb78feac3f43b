package io.github.claudecliproxy.http.exchange;

import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes server-sent events and flushes each. For one thread.
 *
 * @see <a href="https://html.spec.whatwg.org/multipage/server-sent-events.html">Server-sent events</a>
 */
public final class SseWriter {
    private static final byte[] PING = ascii("event: ping\ndata: {\"type\": \"ping\"}\n\n");
    private static final byte[] COMMENT = ascii(": waiting for the answer\n\n");
    private static final byte[] DATA = ascii("\ndata: ");
    private static final byte[] UNNAMED = ascii("data: ");
    private static final byte[] DONE = ascii("data: [DONE]\n\n");
    private static final byte[] END = ascii("\n\n");

    private final OutputStream out;

    public SseWriter(OutputStream out) {
        this.out = out;
    }

    /**
     * Writes an event; its name is the type of its data, as in the API's streams.
     *
     * @param data a tree or a record
     */
    public void event(String type, Object data) throws IOException {
        out.write(ascii("event: " + onOneLine(type)));
        out.write(DATA);
        out.write(Json.bytes(data));
        out.write(END);
        out.flush();
    }

    /** Writes an event without a name. */
    public void data(Object data) throws IOException {
        out.write(UNNAMED);
        out.write(Json.bytes(data));
        out.write(END);
        out.flush();
    }

    /** Writes the event without a name that ends OpenAI's streams of chunks. */
    public void done() throws IOException {
        send(DONE);
    }

    void ping() throws IOException {
        send(PING);
    }

    /**
     * Keeps the connection alive with a comment: before {@code message_start} clients expect no event, not even a
     * ping.
     */
    public void comment() throws IOException {
        send(COMMENT);
    }

    private void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** A line break in a type from upstream would begin another field or event. */
    private static String onOneLine(String type) {
        return type.indexOf('\n') < 0 && type.indexOf('\r') < 0 ? type : type.replaceAll("[\r\n]", " ");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
