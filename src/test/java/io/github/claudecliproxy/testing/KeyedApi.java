package io.github.claudecliproxy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Messages API on loopback for many conversations at once: each question has a key in its text, such as {@code c12ask3},
 * under which its answer was laid down and the request is kept. What comes without one is kept as a stray.
 */
public final class KeyedApi implements AutoCloseable {
    private static final Pattern KEY = Pattern.compile("c\\d+ask\\d+");
    private static final long PING_MILLIS = 20;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, Reply> replies = new ConcurrentHashMap<>();
    private final Map<String, List<ScriptedApi.Recorded>> asked = new ConcurrentHashMap<>();
    private final List<String> strays = new CopyOnWriteArrayList<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    /** How a question is answered. */
    @FunctionalInterface
    public interface Reply {
        void to(KeyedApi api, HttpExchange exchange) throws IOException, InterruptedException;

        static Reply events(List<ObjectNode> events) {
            return (api, exchange) -> {
                begin(exchange);
                for (ObjectNode event : events) {
                    send(exchange.getResponseBody(), event);
                }
            };
        }

        static Reply status(int status, String message) {
            return (api, exchange) -> {
                ObjectNode body = Json.object().put("type", "error");
                body.putObject("error").put("type", Events.errorType(status)).put("message", message);
                respond(exchange, status, body);
            };
        }

        /** These events, and no more until the asker is gone. */
        static Reply andThenNothing(List<ObjectNode> events) {
            return (api, exchange) -> {
                events(events).to(api, exchange);
                while (!api.closed.await(PING_MILLIS, TimeUnit.MILLISECONDS)) {
                    send(exchange.getResponseBody(), Json.object().put("type", "ping"));
                }
            };
        }
    }

    public KeyedApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Lays down the answer to the question with this key. */
    public void answer(String key, Reply reply) {
        asked.put(key, new CopyOnWriteArrayList<>());
        replies.put(key, reply);
    }

    /** The requests that asked the question with this key; nobody will want to know again. */
    public List<ScriptedApi.Recorded> take(String key) {
        replies.remove(key);
        return List.copyOf(asked.remove(key));
    }

    /** Requests that nobody has asked for: of no key, or of one that is dealt with. */
    public List<String> strays() {
        return List.copyOf(strays);
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String path = exchange.getRequestURI().toString();
        try (exchange) {
            if (!exchange.getRequestMethod().equals("POST")) {
                Reply.status(404, "nothing here").to(this, exchange);
                return;
            }
            JsonNode json = Json.read(body);
            String key = key(json.path("messages"));
            List<ScriptedApi.Recorded> known = asked.get(key);
            Reply reply = replies.get(key);
            if (known == null || reply == null || path.contains("count_tokens")) {
                strays.add(path + " " + key + " " + json);
                Reply.status(400, "a stray request").to(this, exchange);
                return;
            }
            known.add(new ScriptedApi.Recorded(path, exchange.getRequestHeaders(), json));
            reply.to(this, exchange);
        } catch (InterruptedException closing) {
            Thread.currentThread().interrupt();
        }
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

    private static void begin(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("content-type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
    }

    private static void send(OutputStream out, ObjectNode event) throws IOException {
        String text = "event: " + event.path("type").asText() + "\ndata: "
                + new String(Json.bytes(event), StandardCharsets.UTF_8) + "\n\n";
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void respond(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        byte[] bytes = Json.bytes(body);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
