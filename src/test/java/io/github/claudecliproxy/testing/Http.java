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
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** An HTTP/1.1 client for requests that any client library would send; {@link RawClient} is for all others. */
public final class Http {
    private static final String DATA = "data: ";
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
        return JsonText.of(request);
    }

    public HttpResponse<String> post(String path, String body, String... headers)
            throws IOException, InterruptedException {
        return client.send(request(path, body, headers), HttpResponse.BodyHandlers.ofString());
    }

    public HttpResponse<String> post(String path, JsonNode body, String... headers)
            throws IOException, InterruptedException {
        return post(path, JsonText.of(body), headers);
    }

    /** Posts with this content type. */
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

    public CompletableFuture<HttpResponse<String>> postLater(String path, JsonNode body, String... headers) {
        return postLater(path, JsonText.of(body), headers);
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

    public static JsonNode json(HttpResponse<String> response) {
        return JsonText.parse(response.body());
    }

    /** The content of a whole answer, streamed or not; an answer that is an error has none. */
    public static JsonNode content(HttpResponse<String> response) throws IOException {
        if (!response.headers().firstValue("content-type").orElse("").startsWith("text/event-stream")) {
            return json(response).path("content");
        }
        MessageAccumulator gathered = new MessageAccumulator();
        for (JsonNode event : events(response.body())) {
            if (event.path("type").asText().equals("error")) {
                throw new IOException(response.body());
            }
            gathered.add(MessageEvent.of((ObjectNode) event));
        }
        return gathered.content();
    }

    public static BufferedReader lines(HttpResponse<InputStream> response) {
        return new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
    }

    /** The events of a whole streamed answer, pings included. */
    public static List<JsonNode> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith(DATA))
                .map(line -> JsonText.parse(line.substring(DATA.length())))
                .toList();
    }

    /** Reads up to the next event of this type and returns it; an answer that ends before fails the test. */
    public static JsonNode nextEvent(BufferedReader lines, String type) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(DATA)) {
                JsonNode event = JsonText.parse(line.substring(DATA.length()));
                if (event.path("type").asText().equals(type)) {
                    return event;
                }
            }
        }
        throw new AssertionError("the stream ended before a " + type);
    }

    /** Reads up to the next line with this text; an answer that ends before fails the test. */
    public static void awaitLine(BufferedReader lines, String text) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.contains(text)) {
                return;
            }
        }
        throw new AssertionError("the stream ended before a line with " + text);
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
