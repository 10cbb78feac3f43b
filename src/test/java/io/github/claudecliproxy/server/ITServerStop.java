package io.github.claudecliproxy.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.RawClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/** Undeploying the application, and stopping the server at last, leaves nothing. Runs after {@link ITServer}, on its server. */
@Tag("server")
@RunAsClient
@ExtendWith(ArquillianExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ITServerStop {
    private static final String ASK = "/v1/messages";
    /** Java 17's {@code java.lang.runtime.ObjectMethods} remembers the last record that was compared, with its loader. */
    private static final int KEPT_BY_JAVA = 1;

    /** So many that a copy kept each time differs from a copy kept once. */
    private static final int ROUNDS = 5;

    private static final String ONE_QUESTION =
            """
            POST /v1/messages HTTP/1.1
            Host: localhost
            Connection: close
            Content-Type: application/json
            Content-Length: %d

            %s""".replace("\n", "\r\n").formatted(Http.ask("hello", false).length(), Http.ask("hello", false));

    @ArquillianResource
    private RunningServer server;

    @Test
    @Order(1)
    void undeploy_leavesNothing() throws Exception {
        int before = server.logged("STOPPED").size();
        for (int i = 0; i < ROUNDS; i++) {
            server.deploy("", Map.of());
            // Liberty keeps a connection's last request, and with it the application, as long as the client stays
            assertThat(RawClient.exchange(server.port(), ONE_QUESTION)).startsWith("HTTP/1.1 200 ");
            server.undeploy("");
        }

        await("the log's last line")
                .atMost(RunningServer.LIMIT)
                .until(() -> server.logged("STOPPED").size() == before + ROUNDS);
        assertThat(server.ownThreads()).isZero();
        assertThat(server.cli().processes()).isEmpty();
        // one collection frees what only the next can collect
        try {
            await().atMost(RunningServer.LIMIT)
                    .until(() -> server.classCopies() <= KEPT_BY_JAVA + server.copiesThatItKeeps());
        } finally {
            server.note("copies", server.classCopies() + " / " + ROUNDS);
        }
    }

    @Test
    @Order(2)
    void contextParameter_precedesOtherSettings() throws Exception {
        assumeThat(server.takesParameters()).as("it takes context parameters").isTrue();
        server.deploy("/own", Map.of("MAX_CONCURRENT", "7"));

        assertThat(server.http("/own").json("/health").path("maxConcurrent").asInt())
                .isEqualTo(7);
        assertThat(server.http("/own").json("/health").path("maxQueue").asInt()).isEqualTo(300);

        server.undeploy("/own");
    }

    @Test
    @Order(3)
    void undeployUnderLoad_answersEveryClient() throws Exception {
        server.deploy("/proxy", Map.of());
        Load load = new Load(server.http("/proxy"));

        CompletableFuture<Void> undeploying = CompletableFuture.runAsync(() -> undeploy("/proxy"));
        await().atMost(RunningServer.LIMIT).until(() -> server.status("/proxy/health") != 200);
        server.cli().release("end");

        load.assertEnded(true);
        undeploying.get();
        assertThat(server.cli().processes()).isEmpty();
    }

    @Test
    @Order(4)
    void redeployUnderLoad_answersEveryClientAndTheNextOnes() throws Exception {
        assumeThat(server.redeploys()).as("it deploys a replaced file anew").isTrue();
        server.deploy("/proxy", Map.of());
        int starts = server.logged("STARTED").size();
        Load load = new Load(server.http("/proxy"));
        List<ProcessHandle> before = server.cli().processes();

        server.replace("/proxy");
        await().atMost(RunningServer.LIMIT).until(() -> server.status("/proxy/health") != 200);
        server.cli().release("end");

        load.assertEnded(true);
        server.awaitStart("/proxy", starts);
        assertThat(before).isNotEmpty().noneMatch(ProcessHandle::isAlive);
        assertThat(server.http("/proxy").post(ASK, Http.ask("hello", false)).statusCode())
                .isEqualTo(200);
        server.undeploy("/proxy");
        assertThat(server.cli().processes()).isEmpty();
    }

    @Test
    @Order(5)
    void stop_endsEverything() throws Exception {
        server.deploy("/proxy", Map.of());
        Load load = new Load(server.http("/proxy"));

        server.terminate();
        load.awaitRefusal();
        server.cli().release("end");

        load.assertEnded(server.drainsAtItsEnd());
        server.awaitEnd();
        // the kernel ends those whose server is gone, a moment later
        await().until(() -> server.cli().processes().isEmpty());
    }

    private void undeploy(String context) {
        try {
            server.undeploy(context);
        } catch (IOException failure) {
            throw new IllegalStateException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** One stream that has begun, and three requests that are queued behind it. */
    private final class Load {
        private final BufferedReader stream;
        private final List<CompletableFuture<HttpResponse<String>>> queued;

        Load(Http http) throws IOException, InterruptedException {
            server.cli().hold("end");
            stream = Http.lines(http.stream(ASK, Http.ask("hello", true)));
            queued = List.of(
                    http.postLater(ASK, Http.ask("hello", false)),
                    http.postLater(ASK, Http.ask("hello", true)),
                    http.postLater("/chat", "{\"prompt\":\"hello\"}"));
            await().atMost(RunningServer.LIMIT)
                    .until(() -> http.json("/health").path("queued").asInt() == queued.size());
        }

        /** A queued request is answered at once, which shows that the stop has begun. */
        void awaitRefusal() {
            await().atMost(RunningServer.LIMIT).until(() -> queued.stream().anyMatch(CompletableFuture::isDone));
        }

        /**
         * No client waits for ever: the stream is whole, and queued requests are answered or rejected because the server stops.
         *
         * @param drains else the server cuts connections
         */
        void assertEnded(boolean drains) throws Exception {
            try (stream) {
                assertThat(stream.lines()).anyMatch(line -> line.contains("message_stop"));
            } catch (UncheckedIOException | AssertionError cut) {
                assertThat(drains).as("the stream is whole").isFalse();
            }
            for (CompletableFuture<HttpResponse<String>> answer : queued) {
                try {
                    HttpResponse<String> response = answer.get();
                    assertThat(response.statusCode()).as(response.body()).isIn(200, 503);
                } catch (ExecutionException cut) {
                    assertThat(cut).as("nobody hangs").hasCauseInstanceOf(IOException.class);
                    assertThat(cut.getCause()).isNotInstanceOf(HttpTimeoutException.class);
                    assertThat(drains).as("every client is answered").isFalse();
                }
            }
        }
    }
}
