package io.github.claudecliproxy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Deque;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Messages API on loopback for the real CLI to talk to. What it answers is written in the last user message:
 *
 * <ul>
 *   <li>{@code [[say a b c]]} the words, a text delta each (else "Hello world")
 *   <li>{@code [[gate]]} each word waits for {@link #open}
 *   <li>{@code [[status 429 33]]} an error with this status, and with {@code retry-after}
 *   <li>{@code [[silent]]} nothing at all, {@code [[pause]]} nothing after the first word
 *   <li>{@code [[cut]]} the connection is dropped after the first word, {@code [[fail]]} an error event instead
 *   <li>{@code [[empty]]} an answer without any content
 *   <li>{@code [[stop max_tokens]]} the answer ends with this stop_reason
 * </ul>
 *
 * Every request is kept, so that a test can see what the model would have seen.
 */
public final class ScriptedApi implements AutoCloseable {
    private static final Pattern DIRECTIVE = Pattern.compile("\\[\\[(\\w+)([^\\]]*)]]");
    /** What everything counts. */
    public static final int TOKENS = 7;

    private static final long LIMIT_SECONDS = 120;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Recorded> requests = new CopyOnWriteArrayList<>();
    private final Deque<Answer> answers = new ConcurrentLinkedDeque<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final Semaphore gate = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);

    private interface Answer {
        void to(HttpExchange exchange) throws IOException, InterruptedException;
    }

    /** One request as it arrived. */
    public record Recorded(String path, Headers headers, JsonNode body) {
        /** Role and texts of each message, without what the CLI adds of its own. */
        public List<String> conversation() {
            return Conversations.texts(body.path("messages"));
        }

        /** The system prompt without what the CLI puts before it. */
        public List<String> system() {
            return Conversations.ownSystem(body.path("system"));
        }

        /** All of it to the last byte, but for the id that each process of the CLI has of its own. */
        public String whole() {
            String session = headers.getFirst("X-Claude-Code-Session-Id");
            String text = new String(Json.bytes(body), StandardCharsets.UTF_8);
            return String.join("\n", path, new TreeMap<>(headers).toString(), text)
                    .replace(session, "SESSION");
        }
    }

    public ScriptedApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** What was asked of the model, token counts left out. */
    public List<Recorded> turns() {
        return requests.stream()
                .filter(request -> request.path().startsWith("/v1/messages?")
                        || request.path().equals("/v1/messages"))
                .toList();
    }

    /** What was asked to be counted. */
    public List<Recorded> counts() {
        return requests.stream()
                .filter(request -> request.path().contains("count_tokens"))
                .toList();
    }

    public Recorded lastTurn() {
        List<Recorded> turns = turns();
        return turns.get(turns.size() - 1);
    }

    /** The next question is answered with these events, whatever it says. */
    public void answerNext(List<ObjectNode> events) {
        answers.add(exchange -> {
            begin(exchange);
            for (ObjectNode event : events) {
                send(exchange.getResponseBody(), event);
            }
        });
    }

    /** As {@link #answerNext}, but none of it before {@link #open}: an API needs its time, on loopback too. */
    public void answerNextWhenOpen(List<ObjectNode> events) {
        answerNext(events);
        Answer atOnce = answers.removeLast();
        answers.add(exchange -> {
            passGate();
            atOnce.to(exchange);
        });
    }

    /** The next question is answered with this error status, whatever it says. */
    public void failNext(int status) {
        answers.add(exchange -> error(exchange, status, ""));
    }

    /** Lets so many words pass the gate. */
    public void open(int words) {
        gate.release(words);
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().toString();
        JsonNode json = body.length == 0 ? Json.object() : Json.read(body);
        requests.add(new Recorded(path, exchange.getRequestHeaders(), json));
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                error(exchange, 404, "");
            } else if (path.contains("count_tokens")) {
                respond(exchange, 200, Json.object().put("input_tokens", TOKENS));
            } else {
                answer(exchange, json);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, JsonNode request) throws IOException, InterruptedException {
        Answer scripted = answers.poll();
        if (scripted != null) {
            scripted.to(exchange);
            return;
        }
        String asked = Conversations.lastUserText(request.path("messages"));
        if (has(asked, "status")) {
            String[] words = argument(asked, "status").split(" ", -1);
            error(exchange, Integer.parseInt(words[0]), words.length > 1 ? words[1] : "");
            return;
        }
        if (has(asked, "silent")) {
            closed.await(LIMIT_SECONDS, TimeUnit.SECONDS);
            return;
        }
        begin(exchange);
        stream(exchange, asked, request.path("model").asText());
    }

    private static void begin(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("content-type", "text/event-stream");
        exchange.getResponseHeaders().add("request-id", "req_upstream");
        exchange.sendResponseHeaders(200, 0);
    }

    private void stream(HttpExchange exchange, String asked, String model) throws IOException, InterruptedException {
        OutputStream out = exchange.getResponseBody();
        String stopReason = has(asked, "stop") ? argument(asked, "stop") : "end_turn";
        ObjectNode start = Events.messageStart(model);
        start.withObject("/message").put("id", "msg_scripted_" + answered.incrementAndGet());
        send(out, start);
        if (has(asked, "empty")) {
            if (has(asked, "gate")) {
                passGate();
            }
            send(out, Events.messageDelta(stopReason));
            send(out, Events.messageStop());
            return;
        }
        send(out, Events.textBlockStart());
        String[] words = has(asked, "say") ? argument(asked, "say").split(" ", -1) : new String[] {"Hello", "world"};
        for (int i = 0; i < words.length; i++) {
            if (has(asked, "gate")) {
                passGate();
            }
            send(out, Events.text((i == 0 ? "" : " ") + words[i]));
            if (has(asked, "cut")) {
                throw new IOException("cut on demand");
            }
            if (has(asked, "pause")) {
                closed.await(LIMIT_SECONDS, TimeUnit.SECONDS);
                return;
            }
            if (has(asked, "fail")) {
                send(out, Events.error("overloaded_error", "scripted failure in mid-stream"));
                return;
            }
        }
        send(out, Events.blockStop());
        send(out, Events.messageDelta(stopReason));
        send(out, Events.messageStop());
    }

    private void passGate() throws IOException, InterruptedException {
        if (!gate.tryAcquire(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the gate stayed shut");
        }
    }

    private static boolean has(String asked, String directive) {
        return argument(asked, directive) != null;
    }

    private static String argument(String asked, String directive) {
        Matcher matcher = DIRECTIVE.matcher(asked);
        while (matcher.find()) {
            if (matcher.group(1).equals(directive)) {
                return matcher.group(2).strip();
            }
        }
        return null;
    }

    private static void send(OutputStream out, ObjectNode event) throws IOException {
        String text = "event: " + event.path("type").asText() + "\ndata: "
                + new String(Json.bytes(event), StandardCharsets.UTF_8) + "\n\n";
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void error(HttpExchange exchange, int status, String retryAfter) throws IOException {
        if (!retryAfter.isEmpty()) {
            exchange.getResponseHeaders().add("retry-after", retryAfter);
        }
        ObjectNode body = Json.object().put("type", "error");
        body.putObject("error").put("type", Events.errorType(status)).put("message", "scripted status " + status);
        respond(exchange, status, body.put("request_id", "req_upstream"));
    }

    private static void respond(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        byte[] bytes = Json.bytes(body);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.getResponseHeaders().add("request-id", "req_upstream");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed.countDown();
        gate.release(10_000);
        server.stop(0);
        threads.shutdownNow();
    }
}
