package io.github.claudecliproxy.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A headless Chromium, driven through its DevTools protocol. Every name resolves to this machine.
 *
 * @see <a href="https://chromedevtools.github.io/devtools-protocol/">The protocol</a>
 */
public final class Chromium implements AutoCloseable {
    private static final long LIMIT_SECONDS = 120;
    private static final String LISTENING = "DevTools listening on ";

    private final Process process;
    private final WebSocket socket;
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final List<JsonNode> events = new CopyOnWriteArrayList<>();

    /** Starts it with a home of its own. */
    public Chromium(Path home) throws IOException {
        this.process = command(home, List.of("--remote-debugging-port=0")).start();
        String address = address();
        this.socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(URI.create(address), new Listener())
                .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    /** Its command with these options, the last of which may be a URL. Its stderr must be read, or discarded. */
    public static ProcessBuilder command(Path home, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                "chromium",
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--hide-scrollbars",
                "--user-data-dir=" + home.resolve("profile"),
                "--host-resolver-rules=MAP * 127.0.0.1"));
        command.addAll(options);
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("HOME", home.toString());
        return builder;
    }

    private String address() throws IOException {
        BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getErrorStream(), StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith(LISTENING)) {
                Thread rest = new Thread(() -> lines.lines().forEach(more -> {}), "chromium-stderr");
                rest.setDaemon(true);
                rest.start();
                return line.substring(LISTENING.length());
            }
        }
        throw new IOException("chromium has ended before it listened");
    }

    /** Opens a tab on an empty page. */
    public Tab tab() {
        String target = ask("", "Target.createTarget", Json.object().put("url", "about:blank"))
                .path("targetId")
                .asText();
        String session = ask(
                        "",
                        "Target.attachToTarget",
                        Json.object().put("targetId", target).put("flatten", true))
                .path("sessionId")
                .asText();
        return new Tab(this, session);
    }

    /** Sends a command and waits for its result. */
    JsonNode ask(String session, String method, ObjectNode parameters) {
        int number = numbers.incrementAndGet();
        ObjectNode command = Json.object().put("id", number).put("method", method);
        command.set("params", parameters);
        if (!session.isEmpty()) {
            command.put("sessionId", session);
        }
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(number, answer);
        synchronized (socket) { // it takes one text at a time
            socket.sendText(JsonText.of(command), true)
                    .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                    .join();
        }
        JsonNode message = answer.orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
        if (message.has("error")) {
            throw new IllegalStateException(method + ": " + message.path("error"));
        }
        return message.path("result");
    }

    /** What a tab has reported of this kind. */
    List<JsonNode> events(String session, String method) {
        return events.stream()
                .filter(event -> event.path("sessionId").asText().equals(session)
                        && event.path("method").asText().equals(method))
                .map(event -> event.path("params"))
                .toList();
    }

    @Override
    public void close() {
        end(process);
    }

    public static void end(Process browser) {
        browser.descendants().forEach(ProcessHandle::destroyForcibly);
        browser.destroyForcibly()
                .onExit()
                .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS)
                .join();
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                take(JsonText.parse(text.toString()));
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedFuture(null);
        }

        private void take(JsonNode message) {
            if (!message.has("id")) {
                events.add(message);
                return;
            }
            CompletableFuture<JsonNode> waiting =
                    asked.remove(message.path("id").asInt());
            if (waiting != null) {
                waiting.complete(message);
            }
        }
    }
}
