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
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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
 * A Messages API on loopback for the real CLI to talk to. A question says in the last user message how to answer it:
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
 * Or the test lays the answer down beforehand: for the next question ({@link #answerNext}), or for the question with a key
 * in its text such as {@code c12ask3} ({@link #answer}), where many conversations ask at once.
 *
 * <p>Every request is kept, so that a test can see what the model would have seen: in order, or under its key. This is the
 * one API of the tests; {@link ApiProcess} runs it in a process that can be frozen and killed. Thread-safe.
 */
public final class ScriptedApi implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("c\\d+ask\\d+");
    private static final Pattern DIRECTIVE = Pattern.compile("\\[\\[(\\w+)([^\\]]*)]]");
    /** The count of every token count that does not ask for another. */
    public static final int TOKENS = 7;

    private static final long LIMIT_SECONDS = 120;
    private static final long FASTEST_MODEL_MILLIS = 400;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<Recorded> requests = new CopyOnWriteArrayList<>();
    private final Deque<ApiReply> answers = new ConcurrentLinkedDeque<>();
    private final Map<String, ApiReply> keyedAnswers = new ConcurrentHashMap<>();
    private final Map<String, List<Recorded>> keyedRequests = new ConcurrentHashMap<>();
    private final List<String> strays = new CopyOnWriteArrayList<>();
    private volatile boolean onlyKeyed;
    private final AtomicInteger answered = new AtomicInteger();
    private final Semaphore gate = new Semaphore(0);
    private final CountDownLatch closed = new CountDownLatch(1);

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

        /** The whole request as text, without the id of the process that sent it. */
        public String whole() {
            String session = headers.getFirst("X-Claude-Code-Session-Id");
            String text = JsonText.of(body);
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

    /** The requests for an answer of the model, without token counts. */
    public List<Recorded> turns() {
        return requests.stream()
                .filter(request -> request.path().startsWith("/v1/messages?")
                        || request.path().equals("/v1/messages"))
                .toList();
    }

    /** The requests for a token count. */
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
        answers.add(ApiReply.events(events));
    }

    /** The next question gets this reply, whatever it says. */
    public void replyNext(ApiReply reply) {
        answers.add(reply);
    }

    /** As {@link #answerNext}, but none of it before {@link #open}: an API needs its time, on loopback too. */
    public void answerNextWhenOpen(List<ObjectNode> events) {
        answers.add((api, exchange) -> {
            passGate();
            ApiReply.events(events).to(api, exchange);
        });
    }

    /**
     * As {@link #answerNext}, but after the time that the fastest model needs. For answers after which the CLI would ask
     * again by itself: what comes at once can reach it before the seal does.
     */
    public void answerNextInTime(List<ObjectNode> events) {
        answers.add((api, exchange) -> {
            if (!api.closesWithin(FASTEST_MODEL_MILLIS)) {
                ApiReply.events(events).to(api, exchange);
            }
        });
    }

    /** The next question is answered with this error status, whatever it says. */
    public void failNext(int status) {
        answers.add(ApiReply.status(status, "scripted status " + status));
    }

    /** From now on a question without a key, or with one that has no answer, is an error and a stray. */
    public void takeOnlyKeyed() {
        onlyKeyed = true;
    }

    /** Lays down the answer to the question with this key; needs {@link #takeOnlyKeyed}. */
    public void answer(String key, ApiReply reply) {
        keyedRequests.put(key, new CopyOnWriteArrayList<>());
        keyedAnswers.put(key, reply);
    }

    /** The requests that asked the question with this key; whoever asks it later is a stray. */
    public List<Recorded> take(String key) {
        keyedAnswers.remove(key);
        return List.copyOf(keyedRequests.remove(key));
    }

    /** Requests that no test has asked for. */
    public List<String> strays() {
        return List.copyOf(strays);
    }

    /** Lets this number of words pass the gate. */
    public void open(int words) {
        gate.release(words);
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().toString();
        JsonNode json = body.length == 0 ? Json.object() : Json.read(body);
        Recorded request = new Recorded(path, exchange.getRequestHeaders(), json);
        try (exchange) {
            reply(exchange.getRequestMethod(), request).to(this, exchange);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private ApiReply reply(String method, Recorded request) {
        if (onlyKeyed) {
            return method.equals("POST") ? keyedReply(request) : ApiReply.status(404, "nothing here");
        }
        requests.add(request);
        if (!method.equals("POST")) {
            return ApiReply.status(404, "scripted status 404");
        }
        if (request.path().contains("count_tokens")) {
            return counted(Conversations.lastUserText(request.body().path("messages")));
        }
        ApiReply next = answers.poll();
        return next == null ? directedReply(request.body()) : next;
    }

    private ApiReply counted(String asked) {
        int tokens = has(asked, "tokens") ? Integer.parseInt(argument(asked, "tokens")) : TOKENS;
        return (api, exchange) -> {
            if (has(asked, "gate")) {
                passGate();
            }
            ApiReply.json(Json.object().put("input_tokens", tokens)).to(api, exchange);
        };
    }

    private ApiReply keyedReply(Recorded request) {
        String key = key(request.body().path("messages"));
        List<Recorded> known = keyedRequests.get(key);
        ApiReply reply = keyedAnswers.get(key);
        if (known == null || reply == null || request.path().contains("count_tokens")) {
            strays.add(request.path() + " " + key + " " + request.body());
            return ApiReply.status(400, "a stray request");
        }
        known.add(request);
        return reply;
    }

    /** The last key in the last message of the user's. */
    private static String key(JsonNode messages) {
        String last = "";
        for (JsonNode message : messages) {
            last = message.path("role").asText().equals("user") ? message.toString() : last;
        }
        String key = "";
        Matcher keys = KEY.matcher(last);
        while (keys.find()) {
            key = keys.group();
        }
        return key;
    }

    /** The answer that the question itself asks for. */
    private ApiReply directedReply(JsonNode request) {
        String asked = Conversations.lastUserText(request.path("messages"));
        if (has(asked, "status")) {
            String[] words = argument(asked, "status").split(" ", -1);
            int status = Integer.parseInt(words[0]);
            String message = "scripted status " + status;
            return words.length > 1
                    ? ApiReply.statusToRetryAfter(status, message, words[1])
                    : ApiReply.status(status, message);
        }
        if (has(asked, "silent")) {
            return (api, exchange) -> closed.await(LIMIT_SECONDS, TimeUnit.SECONDS);
        }
        return (api, exchange) -> {
            if (!has(asked, "late") || !closesWithin(FASTEST_MODEL_MILLIS)) {
                stream(ApiReply.begin(exchange), asked, request.path("model").asText());
            }
        };
    }

    private void stream(OutputStream out, String asked, String model) throws IOException, InterruptedException {
        String stopReason = has(asked, "stop") ? argument(asked, "stop") : "end_turn";
        ObjectNode start = Events.messageStart(model);
        start.withObject("/message").put("id", "msg_scripted_" + answered.incrementAndGet());
        ApiReply.send(out, start);
        if (has(asked, "empty")) {
            if (has(asked, "gate")) {
                passGate();
            }
            ApiReply.send(out, Events.messageDelta(stopReason));
            ApiReply.send(out, Events.messageStop());
            return;
        }
        ApiReply.send(out, Events.textBlockStart());
        String[] words = has(asked, "say") ? argument(asked, "say").split(" ", -1) : new String[] {"Hello", "world"};
        for (int i = 0; i < words.length; i++) {
            if (has(asked, "gate")) {
                passGate();
            }
            ApiReply.send(out, Events.text((i == 0 ? "" : " ") + words[i]));
            if (has(asked, "cut")) {
                throw new IOException("cut on demand");
            }
            if (has(asked, "pause")) {
                closed.await(LIMIT_SECONDS, TimeUnit.SECONDS);
                return;
            }
            if (has(asked, "fail")) {
                ApiReply.send(out, Events.error("overloaded_error", "scripted failure in mid-stream"));
                return;
            }
        }
        ApiReply.send(out, Events.blockStop());
        ApiReply.send(out, Events.messageDelta(stopReason));
        ApiReply.send(out, Events.messageStop());
    }

    /** Waits for {@link #open}. */
    public void passGate() throws IOException, InterruptedException {
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

    /** Waits this long; returns at once, and true, when the API is closed. */
    boolean closesWithin(long millis) throws InterruptedException {
        return closed.await(millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        closed.countDown();
        gate.release(10_000);
        server.stop(0);
        threads.shutdownNow();
    }
}
