package io.github.claudecliproxy.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Messages API on loopback that answers at once: a text in three deltas, all in one write; or, while a question with
 * {@code [[tools N]]} was followed by fewer than N tool results, a call of the client's tool. With {@code [[aside]]} a
 * text stands beside the first of these calls, and with {@code [[think N]]} it thinks N milliseconds before it answers.
 */
final class ScriptedUpstream implements AutoCloseable {
    /** Its text, when the deltas are joined. */
    static final String ANSWER = "Hello world again.";

    private static final Pattern TOOLS = Pattern.compile("\\[\\[tools (\\d+)]]");
    private static final Pattern THINK = Pattern.compile("\\[\\[think (\\d+)]]");
    private static final String ASIDE = "[[aside]]";
    private static final Pattern RESULT = Pattern.compile("\"type\":\\s*\"tool_result\"");
    /** The CLI joins answers of the same id, wherever they stand. */
    private static final AtomicLong IDS = new AtomicLong();

    private static final int MAX_HEAD_BYTES = 64 * 1024;

    private final ServerSocket server = new ServerSocket(0, 128, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "upstream");
        thread.setDaemon(true);
        return thread;
    });

    ScriptedUpstream() throws IOException {
        threads.execute(this::accept);
    }

    String url() {
        return "http://127.0.0.1:" + server.getLocalPort();
    }

    private void accept() {
        try {
            while (true) {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            }
        } catch (IOException closed) {
            threads.shutdown();
        }
    }

    private static void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream(), MAX_HEAD_BYTES);
            for (String head = head(in); !head.isEmpty(); head = head(in)) {
                byte[] body = in.readNBytes(length(head));
                socket.getOutputStream().write(answer(head, body).getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException gone) {
            // the CLI has ended
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        for (int next = in.read(); next >= 0; next = in.read()) {
            head.append((char) next);
            if (next == '\n'
                    && head.length() > 3
                    && head.substring(head.length() - 4).equals("\r\n\r\n")) {
                return head.toString();
            }
        }
        return "";
    }

    private static int length(String head) {
        String small = head.toLowerCase(Locale.ROOT);
        int at = small.indexOf("content-length:");
        if (at < 0) {
            if (small.contains("transfer-encoding:")) {
                throw new UncheckedIOException(new IOException("a body in chunks is not expected: " + head));
            }
            return 0;
        }
        return Integer.parseInt(
                small.substring(at + 15, small.indexOf('\r', at)).strip());
    }

    private static String answer(String head, byte[] body) {
        if (!head.startsWith("POST ")) {
            return response("404 Not Found", "application/json", "{}");
        }
        if (head.contains("count_tokens")) {
            return response("200 OK", "application/json", "{\"input_tokens\":7}");
        }
        String asked = new String(body, StandardCharsets.ISO_8859_1);
        Matcher think = THINK.matcher(asked);
        if (think.find()) {
            Await.pause(Duration.ofMillis(Long.parseLong(think.group(1))));
        }
        return response("200 OK", "text/event-stream", stream(asked));
    }

    private static String stream(String asked) {
        Matcher tools = TOOLS.matcher(asked);
        int wanted = 0;
        int since = 0;
        while (tools.find()) {
            wanted = Integer.parseInt(tools.group(1));
            since = tools.end();
        }
        long results =
                RESULT.matcher(asked).region(since, asked.length()).results().count();
        if (results >= wanted) {
            return start() + text(0, "Hello", " world", " again.") + end("end_turn");
        }
        boolean aside = results == 0 && asked.contains(ASIDE);
        return start()
                + (aside ? text(0, "Let me look.") : "")
                + toolCall(aside ? 1 : 0, results + 1)
                + end("tool_use");
    }

    private static String text(int index, String... parts) {
        StringBuilder deltas = new StringBuilder();
        for (String part : parts) {
            deltas.append(delta(index, "{\"type\":\"text_delta\",\"text\":\"" + part + "\"}"));
        }
        return block(index, "{\"type\":\"text\",\"text\":\"\"}", deltas.toString());
    }

    private static String toolCall(int index, long number) {
        return block(
                index,
                "{\"type\":\"tool_use\",\"id\":\"toolu_" + IDS.incrementAndGet()
                        + "\",\"name\":\"lookup\",\"input\":{},\"caller\":{\"type\":\"direct\"}}",
                delta(
                        index,
                        "{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"q\\\":\\\"" + number + "\\\"}\"}"));
    }

    private static String block(int index, String start, String deltas) {
        return event("content_block_start", "\"index\":" + index + ",\"content_block\":" + start)
                + deltas
                + event("content_block_stop", "\"index\":" + index);
    }

    private static String start() {
        return event(
                "message_start",
                "\"message\":{\"id\":\"msg_" + IDS.incrementAndGet()
                        + "\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\""
                        + Conversation.MODEL
                        + "\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
                        + "\"usage\":{\"input_tokens\":25,\"output_tokens\":1}}");
    }

    private static String delta(int index, String delta) {
        return event("content_block_delta", "\"index\":" + index + ",\"delta\":" + delta);
    }

    private static String end(String reason) {
        return event(
                        "message_delta",
                        "\"delta\":{\"stop_reason\":\"" + reason
                                + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":12}")
                + "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n";
    }

    private static String event(String type, String fields) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + fields + "}\n\n";
    }

    private static String response(String status, String type, String body) {
        return "HTTP/1.1 " + status + "\r\ncontent-type: " + type + "\r\nrequest-id: req_scripted\r\ncontent-length: "
                + body.length() + "\r\n\r\n" + body;
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }
}
