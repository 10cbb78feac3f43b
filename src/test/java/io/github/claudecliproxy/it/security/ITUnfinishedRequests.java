package io.github.claudecliproxy.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.LaunchedProxy;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RawClient;
import io.github.claudecliproxy.testing.RunningProxy;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many connections whose requests never end use up neither the memory nor the threads. */
class ITUnfinishedRequests {
    private static final int MORE_THAN_THREADS = 40;
    private static final int MORE_THAN_MEMORY = 3000;
    private static final String BEGIN = "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\n";
    private static final String UNFINISHED_BODY =
            BEGIN + "Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{";
    private static final int LIMIT_MS = 60_000;
    private static final int CONNECT_MS = 2000;

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    private final List<RawClient> clients = new ArrayList<>();

    @AfterEach
    void hangUp() throws IOException {
        for (RawClient client : clients) {
            client.close();
        }
    }

    /** If each held a thread until its body came, no thread would be left for anybody else. */
    @Test
    void callersWithoutAKey_whoseBodiesNeverCome_areAnsweredAndHoldNobodyUp() throws Exception {
        try (RunningProxy proxy = fixture.start("PROXY_API_KEY", "right")) {
            for (int i = 0; i < MORE_THAN_THREADS; i++) {
                open(proxy.port(), UNFINISHED_BODY);
            }

            for (RawClient client : clients) {
                assertThat(client.readLine()).startsWith("HTTP/1.1 401");
            }
            assertThat(proxy.http().get("/health").statusCode()).isEqualTo(200);
            assertThat(proxy.http()
                            .post("/v1/messages", Http.ask("hello", false), "x-api-key", "right")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /** Even a client that reads only when it has written everything gets the answer that says why it is refused. */
    @ParameterizedTest
    @CsvSource({"wrong, 8000000, 401", "right, 40000000, 413"})
    void callerWhoseBodyIsLarge_isAnswered(String key, int size, int status) throws Exception {
        String body = Http.ask("x".repeat(size), false);
        String head = BEGIN + "Content-Type: application/json\r\nx-api-key: " + key + "\r\nContent-Length: ";
        try (RunningProxy proxy = fixture.start("PROXY_API_KEY", "right")) {
            for (int i = 0; i < 5; i++) {
                String answer = RawClient.exchange(proxy.port(), head + body.length() + "\r\n\r\n" + body);

                assertThat(answer)
                        .startsWith("HTTP/1.1 " + status)
                        .containsIgnoringCase("\r\nconnection: close\r\n")
                        .containsOnlyOnce("HTTP/1.1");
            }
        }
    }

    /** Such requests never reach the application, and must not use up the places of those whose bodies are read. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /v1%2fmessages HTTP/1.1\r\nHost: localhost\r\n",
                "POST /v1/messages HTTP/1.1\r\nHost: [evil]\r\n",
                "POST /v1/messages HTTP/1.1\r\nHost: a@b\r\n",
                "POST /%00 HTTP/1.1\r\nHost: localhost\r\n",
                "POST http://other/v1/messages HTTP/1.1\r\nHost: localhost\r\n",
                "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\nExpect: banana\r\n"
            })
    void requestsThatTomcatRefuses_leaveTheOthersTheirAnswers(String refused) throws Exception {
        String body = Http.ask("x".repeat(8_000_000), false);
        String unwelcome =
                BEGIN + "Content-Type: application/json\r\nx-api-key: wrong\r\nContent-Length: " + body.length();
        try (RunningProxy proxy = fixture.start("PROXY_API_KEY", "right")) {
            for (int i = 0; i < 70; i++) {
                open(proxy.port(), refused + "Content-Length: 5\r\n\r\n");
                assertThat(clients.get(i).readLine()).startsWith("HTTP/1.1 4");
            }

            for (int i = 0; i < 5; i++) {
                assertThat(RawClient.exchange(proxy.port(), unwelcome + "\r\n\r\n" + body))
                        .startsWith("HTTP/1.1 401");
            }
        }
    }

    @Test
    void slowHeaders_endAtTheirTimeout() throws Exception {
        try (RunningProxy proxy = fixture.start("CLAUDE_PROXY_BODY_TIMEOUT_MS", "1000")) {
            open(proxy.port(), BEGIN + "X-Slow: ");
            RawClient slow = clients.get(0);

            await().atMost(Duration.ofMillis(LIMIT_MS)).until(() -> isClosedAfterOneMoreByte(slow));

            assertThat(proxy.http().get("/health").statusCode()).isEqualTo(200);
        }
    }

    private static boolean isClosedAfterOneMoreByte(RawClient client) throws IOException {
        try {
            client.send("x");
            return client.endsWithin(1);
        } catch (SocketException closed) {
            return true;
        }
    }

    @Test
    void unfinishedHeaders_leaveMemoryForOthers() throws Exception {
        try (LaunchedProxy proxy = withLittleMemory()) {
            Http before = proxy.http();
            assertThat(before.get("/health").statusCode()).isEqualTo(200);

            openMany(proxy.port(), BEGIN + "X-Slow: ");

            assertThat(before.get("/health").statusCode()).isEqualTo(200);
            hangUp();
            assertServes(proxy);
        }
    }

    @Test
    void unfinishedBodies_leaveMemoryForOthers() throws Exception {
        try (LaunchedProxy proxy = withLittleMemory()) {
            openMany(proxy.port(), UNFINISHED_BODY);

            String last = clients.get(clients.size() - 1).readAll();

            assertThat(last).startsWith("HTTP/1.1 503").contains("retry-after: ", "Too many request bodies");
            assertThat(proxy.http().get("/health").statusCode()).isEqualTo(200);
            hangUp();
            assertServes(proxy);
        }
    }

    private LaunchedProxy withLittleMemory() throws IOException {
        return new LaunchedProxy(LaunchedProxy.java(
                fixture.environment(), "-XX:+UseSerialGC", "-Xmx96m", "-jar", LaunchedProxy.WAR.toString()));
    }

    private static void assertServes(LaunchedProxy proxy) throws Exception {
        assertThat(proxy.http().post("/v1/messages", Http.ask("hello", false)).statusCode())
                .isEqualTo(200);
        assertThat(String.join("\n", proxy.log())).doesNotContain("OutOfMemory");
    }

    /** Opens connections until there are enough, or the server takes no more. */
    private void openMany(int port, String request) throws IOException {
        try {
            while (clients.size() < MORE_THAN_MEMORY) {
                open(port, request);
            }
        } catch (SocketTimeoutException full) {
            assertThat(clients).hasSizeGreaterThan(MORE_THAN_THREADS);
        }
    }

    private void open(int port, String request) throws IOException {
        RawClient client = RawClient.connectedWithin(port, CONNECT_MS);
        clients.add(client);
        client.send(request);
    }
}
