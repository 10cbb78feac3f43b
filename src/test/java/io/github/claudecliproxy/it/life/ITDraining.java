package io.github.claudecliproxy.it.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.LaunchedProxy;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RawClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** While the server stops, every client is told so, and when to come again. */
class ITDraining {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String BODY = Http.ask("hello", false);

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    @BeforeEach
    void holdAnswers() throws IOException {
        fixture.behave("wait_for('released'); begin(); finish()");
    }

    @Test
    void everyRequestThatIsNotRunning_is503WithRetryAfter() throws Exception {
        var environment = fixture.environment();
        environment.put("MAX_CONCURRENT", "1");
        try (LaunchedProxy proxy = new LaunchedProxy(environment);
                RawClient late = arriving(proxy);
                RawClient never = arriving(proxy)) {
            Http http = proxy.http();
            CompletableFuture<HttpResponse<String>> running = http.postLater("/v1/messages", BODY);
            await().atMost(LIMIT).until(() -> count(http, "active") == 1);
            CompletableFuture<HttpResponse<String>> queued = http.postLater("/v1/messages", Http.ask("b", true));
            await().atMost(LIMIT).until(() -> count(http, "queued") == 1);

            proxy.terminate();
            assertStopping(queued.get());
            assertStopping(http.post("/v1/messages", BODY));
            assertStopping(http.post("/chat", "{\"prompt\":\"hello\"}"));
            assertThat(http.get("/metrics").statusCode()).isEqualTo(200);
            late.send(BODY.substring(1));
            assertStopping(late);
            Files.createFile(fixture.home().resolve("released"));

            assertThat(running.get().statusCode()).isEqualTo(200);
            assertStopping(never);
            assertThat(proxy.exitStatus()).isZero();
        }
    }

    private static void assertStopping(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).isPresent();
        assertThat(answer.body()).contains("stopping");
    }

    private static void assertStopping(RawClient client) throws IOException {
        assertThat(client.readAll()).startsWith("HTTP/1.1 503").contains("retry-after: ", "stopping");
    }

    /** A request of whose body only the first byte has arrived. */
    private static RawClient arriving(LaunchedProxy proxy) throws IOException, InterruptedException {
        RawClient client = new RawClient(proxy.port());
        client.send("POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                + "Content-Length: " + BODY.length() + "\r\n\r\n" + BODY.charAt(0));
        return client;
    }

    private static int count(Http http, String what) throws IOException, InterruptedException {
        return http.json("/health").path(what).asInt();
    }
}
