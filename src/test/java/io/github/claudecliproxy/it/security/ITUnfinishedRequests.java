package io.github.claudecliproxy.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.FakeCli;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.LaunchedProxy;
import io.github.claudecliproxy.testing.RawClient;
import io.github.claudecliproxy.testing.RunningProxy;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Many connections whose requests never come to their end: they take neither the memory nor the threads. */
class ITUnfinishedRequests {
    private static final int MORE_THAN_THREADS = 40;
    private static final int MORE_THAN_MEMORY = 3000;
    private static final String BEGIN = "POST /v1/messages HTTP/1.1\r\nHost: localhost\r\n";
    private static final String UNFINISHED_BODY =
            BEGIN + "Content-Type: application/json\r\nContent-Length: 5000\r\n\r\n{";
    private static final int LIMIT_MS = 60_000;
    private static final int CONNECT_MS = 2000;

    @TempDir
    Path home;

    private final List<Socket> sockets = new ArrayList<>();
    private Map<String, String> environment;

    @BeforeEach
    void setUp() throws IOException {
        environment = FakeCli.good(home).environment();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    /** Waiting for their bodies would hold a thread each; with all threads held nobody would be served. */
    @Test
    void callersWithoutAKey_whoseBodiesNeverCome_areAnsweredAndHoldNobodyUp() throws Exception {
        try (RunningProxy proxy = new RunningProxy(environment, "PROXY_API_KEY", "right")) {
            for (int i = 0; i < MORE_THAN_THREADS; i++) {
                open(proxy.port(), UNFINISHED_BODY);
            }

            for (Socket socket : sockets) {
                assertThat(firstLine(socket)).startsWith("HTTP/1.1 401");
            }
            assertThat(proxy.http().get("/health").statusCode()).isEqualTo(200);
            assertThat(proxy.http()
                            .post("/v1/messages", Http.ask("hello", false), "x-api-key", "right")
                            .statusCode())
                    .isEqualTo(200);
        }
    }

    /** A client that reads only when all is written hears all the same why it is not let in, and what was too large. */
    @ParameterizedTest
    @CsvSource({"wrong, 8000000, 401", "right, 40000000, 413"})
    void callerWhoseBodyIsLarge_isAnswered(String key, int size, int status) throws Exception {
        String body = Http.ask("x".repeat(size), false);
        String head = BEGIN + "Content-Type: application/json\r\nx-api-key: " + key + "\r\nContent-Length: ";
        try (RunningProxy proxy = new RunningProxy(environment, "PROXY_API_KEY", "right")) {
            for (int i = 0; i < 5; i++) {
                String answer = RawClient.exchange(proxy.port(), head + body.length() + "\r\n\r\n" + body);

                assertThat(answer)
                        .startsWith("HTTP/1.1 " + status)
                        .containsIgnoringCase("\r\nconnection: close\r\n")
                        .containsOnlyOnce("HTTP/1.1");
            }
        }
    }

    /** Such requests reach no application; they must not take the places of those whose bodies are taken in. */
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
        try (RunningProxy proxy = new RunningProxy(environment, "PROXY_API_KEY", "right")) {
            for (int i = 0; i < 70; i++) {
                open(proxy.port(), refused + "Content-Length: 5\r\n\r\n");
                assertThat(firstLine(sockets.get(i))).startsWith("HTTP/1.1 4");
            }

            for (int i = 0; i < 5; i++) {
                assertThat(RawClient.exchange(proxy.port(), unwelcome + "\r\n\r\n" + body))
                        .startsWith("HTTP/1.1 401");
            }
        }
    }

    @Test
    void headersThatComeAByteAtATime_endWithTheirTime() throws Exception {
        try (RunningProxy proxy = new RunningProxy(environment, "CLAUDE_PROXY_BODY_TIMEOUT_MS", "1000")) {
            open(proxy.port(), BEGIN + "X-Slow: ");
            Socket slow = sockets.get(0);

            await().atMost(Duration.ofMillis(LIMIT_MS)).until(() -> isClosedAfterOneMoreByte(slow));

            assertThat(proxy.http().get("/health").statusCode()).isEqualTo(200);
        }
    }

    private static boolean isClosedAfterOneMoreByte(Socket socket) throws IOException {
        try {
            socket.setSoTimeout(1);
            socket.getOutputStream().write('x');
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException open) {
            return false;
        } catch (SocketException closed) {
            return true;
        }
    }

    @Test
    void unfinishedHeaders_doNotTakeTheMemory() throws Exception {
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
    void unfinishedBodies_doNotTakeTheMemory() throws Exception {
        try (LaunchedProxy proxy = withLittleMemory()) {
            openMany(proxy.port(), UNFINISHED_BODY);

            String last = answer(sockets.get(sockets.size() - 1));

            assertThat(last).startsWith("HTTP/1.1 503").contains("retry-after: ", "Too many request bodies");
            assertThat(proxy.http().get("/health").statusCode()).isEqualTo(200);
            hangUp();
            assertServes(proxy);
        }
    }

    private LaunchedProxy withLittleMemory() throws IOException {
        return new LaunchedProxy(
                LaunchedProxy.java(environment, "-XX:+UseSerialGC", "-Xmx96m", "-jar", LaunchedProxy.WAR.toString()));
    }

    private static void assertServes(LaunchedProxy proxy) throws Exception {
        assertThat(proxy.http().post("/v1/messages", Http.ask("hello", false)).statusCode())
                .isEqualTo(200);
        assertThat(String.join("\n", proxy.log())).doesNotContain("OutOfMemory");
    }

    /** Until there are enough, or no more are taken. */
    private void openMany(int port, String request) throws IOException {
        try {
            while (sockets.size() < MORE_THAN_MEMORY) {
                open(port, request);
            }
        } catch (SocketTimeoutException full) {
            assertThat(sockets).hasSizeGreaterThan(MORE_THAN_THREADS);
        }
    }

    private void open(int port, String request) throws IOException {
        Socket socket = new Socket();
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MS);
        socket.setSoTimeout(LIMIT_MS);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        sockets.add(socket);
    }

    private static String firstLine(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.append((char) next);
        }
        return line.toString();
    }

    private static String answer(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
}
