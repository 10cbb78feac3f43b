package io.github.claudecliproxy.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RawClient;
import io.github.claudecliproxy.testing.RunningProxy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Request bodies that arrive slowly, in chunks, or not at all. */
class ITRequestBodies {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int DRIPPING = 100;

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    @Test
    void hundredSlowBodies_holdNobodyUp() throws Exception {
        List<RawClient> clients = new ArrayList<>();
        AtomicInteger drops = new AtomicInteger();
        ScheduledExecutorService tap = Executors.newSingleThreadScheduledExecutor();
        try (RunningProxy proxy = fixture.start()) {
            for (int i = 0; i < DRIPPING; i++) {
                clients.add(open(proxy, i % 2 == 0 ? "Content-Length: 5000" : "Transfer-Encoding: chunked"));
            }
            Future<?> unused = tap.scheduleWithFixedDelay(() -> drip(clients, drops), 0, 1, TimeUnit.SECONDS);
            await().atMost(LIMIT).until(() -> drops.get() >= 2 * DRIPPING);

            assertThat(proxy.http().get("/health").statusCode()).isEqualTo(200);
            assertThat(proxy.http()
                            .post("/v1/messages", Http.ask("hello", false))
                            .statusCode())
                    .isEqualTo(200);
            JsonNode requests = proxy.http().json("/metrics").path("requests");
            assertThat(requests.path("total").asInt()).isEqualTo(1);
            for (RawClient client : clients) {
                assertThat(client.endsWithin(1)).isFalse();
            }
        } finally {
            tap.shutdownNow();
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/messages", "/v1/messages/count_tokens", "/chat"})
    void bodyTooSlow_is408AndTheConnectionEnds(String path) throws Exception {
        try (RunningProxy proxy = fixture.start("CLAUDE_PROXY_BODY_TIMEOUT_MS", "300")) {
            String answer = RawClient.exchange(proxy.port(), head(path, "Content-Length: 50") + "{\"model\"");

            assertThat(answer)
                    .startsWith("HTTP/1.1 408")
                    .contains("request-id: req_", "did not arrive in time")
                    .contains(path.equals("/chat") ? "{\"text\":\"\"" : "timeout_error");
            assertThat(proxy.http().json("/metrics").at("/requests/total").asInt())
                    .isZero();
        }
    }

    /** Nobody would read it, and the server would wait for it on one of its few threads. */
    @ParameterizedTest
    @ValueSource(strings = {"/v1/models", "/v1/models/sonnet", "/health", "/metrics"})
    void bodyOfAGet_isRefusedBeforeItArrives(String path) throws Exception {
        try (RunningProxy proxy = fixture.start()) {
            String answer = RawClient.exchange(
                    proxy.port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50\r\n\r\nab");

            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .contains("A GET request must not have a body", "invalid_request_error")
                    .containsIgnoringCase("connection: close");
        }
    }

    @Test
    void chunkedBody_withExpectContinue_isAccepted() throws Exception {
        try (RunningProxy proxy = fixture.start()) {
            String body = Http.ask("hello", false);
            StringBuilder chunks = new StringBuilder();
            for (int i = 0; i < body.length(); i += 7) {
                String chunk = body.substring(i, Math.min(body.length(), i + 7));
                chunks.append(Integer.toHexString(chunk.length()))
                        .append("\r\n")
                        .append(chunk)
                        .append("\r\n");
            }

            String answer = RawClient.exchange(
                    proxy.port(),
                    head("/v1/messages", "Transfer-Encoding: chunked\r\nExpect: 100-continue\r\nConnection: close")
                            + chunks + "0\r\n\r\n");

            assertThat(answer).contains("HTTP/1.1 100", "HTTP/1.1 200", "\"Hi\"");
        }
    }

    @Test
    void twoRequestsOnOneConnection_areBothAnswered() throws Exception {
        try (RunningProxy proxy = fixture.start()) {
            String body = Http.ask("hello", false);
            String first = head("/v1/messages", "Content-Length: " + body.length()) + body;
            String second = head("/v1/messages", "Connection: close\r\nContent-Length: " + body.length()) + body;

            String answers = RawClient.exchange(proxy.port(), first + second);

            assertThat(answers.split("HTTP/1.1 200", -1)).hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "Content-Length: 1000000000, {, 413",
        "Transfer-Encoding: chunked, '7d1\r\n', 413",
        "Transfer-Encoding: chunked, 'no chunk\r\n', 400",
        "Content-Length: 0, '', 400",
    })
    void bodyThatIsTooLargeOrMissing_isTheApisError(String header, String begin, int status) throws Exception {
        try (RunningProxy proxy = fixture.start("CLAUDE_PROXY_MAX_BODY_BYTES", "2000")) {
            String body = begin + (begin.startsWith("7d1") ? "x".repeat(2001) + "\r\n0\r\n\r\n" : "");

            String answer =
                    RawClient.exchange(proxy.port(), head("/v1/messages", header + "\r\nConnection: close") + body);

            assertThat(answer)
                    .startsWith("HTTP/1.1 " + status)
                    .contains(status == 413 ? "request_too_large" : "invalid_request_error")
                    .doesNotContain("<html");
        }
    }

    @Test
    void clientThatHangsUpInMidBody_startsNoTurn() throws Exception {
        try (RunningProxy proxy = fixture.start()) {
            try (RawClient client = open(proxy, "Content-Length: 5000")) {
                client.send("{\"model\"");
                client.endOutput();

                String answer = client.readAll();

                assertThat(answer).startsWith("HTTP/1.1 400").contains("could not be read to its end");
            }
            assertThat(proxy.http().json("/metrics").at("/requests/total").asInt())
                    .isZero();
        }
    }

    private static RawClient open(RunningProxy proxy, String header) throws IOException {
        RawClient client = new RawClient(proxy.port());
        client.send(head("/v1/messages", header));
        return client;
    }

    private static String head(String path, String headers) {
        return "POST " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n" + headers
                + "\r\n\r\n";
    }

    /** One byte for each; those in chunks get a chunk of one byte. */
    private static void drip(List<RawClient> clients, AtomicInteger drops) {
        for (int i = 0; i < clients.size(); i++) {
            try {
                clients.get(i).send(i % 2 == 0 ? " " : "1\r\n \r\n");
                drops.incrementAndGet();
            } catch (IOException closed) {
                return;
            }
        }
    }
}
