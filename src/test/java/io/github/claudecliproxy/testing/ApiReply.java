package io.github.claudecliproxy.testing;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.github.claudecliproxy.json.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** How {@link ScriptedApi} answers one request. */
@FunctionalInterface
public interface ApiReply {
    void to(ScriptedApi api, HttpExchange exchange) throws IOException, InterruptedException;

    /** A stream of these events. */
    static ApiReply events(List<ObjectNode> events) {
        return (api, exchange) -> {
            OutputStream out = begin(exchange);
            for (ObjectNode event : events) {
                send(out, event);
            }
        };
    }

    /** These events, the last after a moment: less than the CLI takes to end by SIGTERM, enough to kill it. */
    static ApiReply eventsWithAPause(List<ObjectNode> events) {
        return (api, exchange) -> {
            OutputStream out = begin(exchange);
            for (ObjectNode event : events.subList(0, events.size() - 1)) {
                send(out, event);
            }
            if (!api.closesWithin(PING_MILLIS)) {
                send(out, events.get(events.size() - 1));
            }
        };
    }

    /** These events, then pings until the CLI is gone or the API is closed. */
    static ApiReply eventsThenPings(List<ObjectNode> events) {
        return (api, exchange) -> {
            OutputStream out = begin(exchange);
            for (ObjectNode event : events) {
                send(out, event);
            }
            while (!api.closesWithin(PING_MILLIS)) {
                send(out, Json.object().put("type", "ping"));
            }
        };
    }

    long PING_MILLIS = 20;

    /** An error with this status. */
    static ApiReply status(int status, String message) {
        return (api, exchange) -> {
            ObjectNode body = Json.object().put("type", "error");
            body.putObject("error").put("type", Events.errorType(status)).put("message", message);
            respond(exchange, status, body.put("request_id", "req_upstream"));
        };
    }

    /** As {@link #status}, with {@code retry-after}. */
    static ApiReply statusToRetryAfter(int status, String message, String seconds) {
        return (api, exchange) -> {
            exchange.getResponseHeaders().add("retry-after", seconds);
            status(status, message).to(api, exchange);
        };
    }

    /** The same with more headers. */
    default ApiReply with(Map<String, String> headers) {
        return (api, exchange) -> {
            headers.forEach(exchange.getResponseHeaders()::add);
            to(api, exchange);
        };
    }

    /** A JSON object with status 200. */
    static ApiReply json(ObjectNode body) {
        return (api, exchange) -> respond(exchange, 200, body);
    }

    /** Begins a stream. */
    static OutputStream begin(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().add("content-type", "text/event-stream");
        exchange.getResponseHeaders().add("request-id", "req_upstream");
        exchange.sendResponseHeaders(200, 0);
        return exchange.getResponseBody();
    }

    /** Sends one event of a stream. */
    static void send(OutputStream out, ObjectNode event) throws IOException {
        String text = "event: " + event.path("type").asText() + "\ndata: " + JsonText.of(event) + "\n\n";
        out.write(text.getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void respond(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        byte[] bytes = Json.bytes(body);
        exchange.getResponseHeaders().add("content-type", "application/json");
        exchange.getResponseHeaders().add("request-id", "req_upstream");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
