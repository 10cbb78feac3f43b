package io.github.claudecliproxy.it.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.FakeCli;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.LaunchedProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** While the server stops: everybody is told so, and when to come again. */
class ITDraining {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String BODY = Http.ask("hello", false);

    @TempDir
    Path home;

    private FakeCli cli;

    @BeforeEach
    void setUp() throws IOException {
        cli = new FakeCli(home, "while [ ! -e \"$HOME/released\" ]; do sleep 0.05; done\nstart\nend");
    }

    @Test
    void everyRequestThatIsNotRunning_is503WithRetryAfter() throws Exception {
        var environment = cli.environment();
        environment.put("MAX_CONCURRENT", "1");
        try (LaunchedProxy proxy = new LaunchedProxy(environment);
                Socket late = arriving(proxy);
                Socket never = arriving(proxy)) {
            Http http = proxy.http();
            CompletableFuture<HttpResponse<String>> running = http.postLater("/v1/messages", BODY);
            await().atMost(LIMIT).until(() -> count(http, "active") == 1);
            CompletableFuture<HttpResponse<String>> waiting = http.postLater("/v1/messages", Http.ask("b", true));
            await().atMost(LIMIT).until(() -> count(http, "queued") == 1);

            proxy.process().toHandle().destroy();
            assertStopping(waiting.get());
            assertStopping(http.post("/v1/messages", BODY));
            assertStopping(http.post("/chat", "{\"prompt\":\"hello\"}"));
            assertThat(http.get("/metrics").statusCode()).isEqualTo(200);
            late.getOutputStream().write(BODY.substring(1).getBytes(StandardCharsets.UTF_8));
            assertStopping(late);
            Files.createFile(home.resolve("released"));

            assertThat(running.get().statusCode()).isEqualTo(200);
            assertStopping(never);
            await().atMost(LIMIT).until(() -> !proxy.process().isAlive());
            assertThat(proxy.process().exitValue()).isZero();
        }
    }

    private static void assertStopping(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        assertThat(answer.body()).contains("stopping");
    }

    private static void assertStopping(Socket socket) throws IOException {
        socket.setSoTimeout((int) LIMIT.toMillis());
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(answer).startsWith("HTTP/1.1 503").contains("retry-after: ", "stopping");
    }

    /** A request of whose body the first byte has come. */
    private static Socket arriving(LaunchedProxy proxy) throws IOException, InterruptedException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
        String head = "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY.charAt(0);
        socket.getOutputStream().write(head.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static int count(Http http, String what) throws IOException, InterruptedException {
        return http.json("/health").path(what).asInt();
    }
}
