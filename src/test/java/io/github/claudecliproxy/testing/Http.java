package io.github.claudecliproxy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.messages.MessageAccumulator;
import io.github.claudecliproxy.messages.MessageEvent;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A plain HTTP/1.1 client; every request has a limit. */
public final class Http {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    public Http(String base) {
        this.base = base;
    }

    /** A request to {@code POST /v1/messages} with one user message. */
    public static String ask(String text, boolean stream) {
        var request = Json.object().put("model", "claude-sonnet-5").put("max_tokens", 100);
        if (stream) {
            request.put("stream", true);
        }
        request.putArray("messages").addObject().put("role", "user").put("content", text);
        return new String(Json.bytes(request), StandardCharsets.UTF_8);
    }

    public HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        return client.send(request(path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    /** Posts with a content type of its own. */
    public HttpResponse<String> postAs(String contentType, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(LIMIT)
                .header("content-type", contentType)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    public CompletableFuture<HttpResponse<String>> postLater(String path, String body, String... headers) {
        return client.sendAsync(request(path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    /** The answer as it comes; the caller reads and closes it. */
    public HttpResponse<InputStream> stream(String path, String body, String... headers)
            throws IOException, InterruptedException {
        return client.send(request(path, body, headers), HttpResponse.BodyHandlers.ofInputStream());
    }

    public HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + path)).timeout(LIMIT);
        return client.send(with(request, headers).build(), HttpResponse.BodyHandlers.ofString());
    }

    public JsonNode json(String path) throws IOException, InterruptedException {
        return json(get(path));
    }

    public static JsonNode json(HttpResponse<String> response) throws IOException {
        return Json.read(response.body().getBytes(StandardCharsets.UTF_8));
    }

    /** The content of a whole answer, streamed or not; an answer that is an error has none. */
    public static JsonNode content(HttpResponse<String> response) throws IOException {
        if (!response.headers().firstValue("content-type").orElse("").startsWith("text/event-stream")) {
            return json(response).path("content");
        }
        MessageAccumulator gathered = new MessageAccumulator();
        for (String line : response.body().lines().toList()) {
            if (line.startsWith("data: ")) {
                JsonNode event = Json.read(line.substring(6).getBytes(StandardCharsets.UTF_8));
                if (event.path("type").asText().equals("error")) {
                    throw new IOException(response.body());
                }
                gathered.add(MessageEvent.of((ObjectNode) event));
            }
        }
        return gathered.content();
    }

    public static BufferedReader lines(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    private HttpRequest request(String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(LIMIT)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return with(request, headers).build();
    }

    private static HttpRequest.Builder with(HttpRequest.Builder request, String... headers) {
        return headers.length == 0 ? request : request.headers(headers);
    }
}
