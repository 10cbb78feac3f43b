package io.github.claudecliproxy.it.life;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.LaunchedProxy;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RawClient;
import io.github.claudecliproxy.testing.RunningProxy;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** When the client hangs up, the deadline passes or the server stops, no work and no process is left. */
class ITStopping {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofRealCli();

    /** What a request is doing when it is stopped. */
    enum State {
        /** Tokens flow. */
        STREAMING("[[gate]] [[say a b c d e f]]", true, "\"a\""),
        /** The API says nothing more after its first word. */
        SILENT("[[pause]]", true, "Hello"),
        /** A plain answer is being gathered; nothing is sent yet. */
        GATHERING("[[pause]]", false, ""),
        /** It is queued. */
        QUEUED("hello", false, "");

        final String prompt;
        final boolean stream;
        final String seen;

        State(String prompt, boolean stream, String seen) {
            this.prompt = prompt;
            this.stream = stream;
            this.seen = seen;
        }
    }

    @BeforeEach
    void letTheFirstWordPass() {
        fixture.api().open(1);
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void clientHangsUp_itsWorkIsCancelled(State state) throws Exception {
        try (RunningProxy proxy = fixture.startWithoutIdleSessions("MAX_CONCURRENT", "1", "STREAM_PING_MS", "500")) {
            List<RawClient> clients = reach(state, proxy.port());
            Http http = proxy.http();

            for (RawClient client : clients) {
                client.close();
            }

            await().atMost(LIMIT).until(() -> fixture.cli().processes().isEmpty());
            await().atMost(LIMIT).untilAsserted(() -> {
                assertThat(http.json("/health").path("active").asInt()).isZero();
                assertThat(http.json("/health").path("queued").asInt()).isZero();
            });
            assertThat(http.json("/metrics").at("/requests/cancelled").asInt()).isEqualTo(clients.size());
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void serverKilled_leavesNoProcess(State state) throws Exception {
        try (LaunchedProxy proxy = launch()) {
            List<RawClient> clients = reach(state, proxy.port());

            proxy.kill();

            await().atMost(LIMIT).until(() -> fixture.cli().processes().isEmpty());
            for (RawClient client : clients) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(State.class)
    void serverTerminated_drainsAndLeavesNoProcess(State state) throws Exception {
        try (LaunchedProxy proxy = launch()) {
            List<RawClient> clients = reach(state, proxy.port());

            proxy.terminate();
            await().atMost(LIMIT)
                    .untilAsserted(() ->
                            assertThat(proxy.http().get("/health").statusCode()).isEqualTo(503));
            for (RawClient client : clients) {
                client.close();
            }

            assertThat(proxy.exitStatus()).isZero();
            assertThat(fixture.cli().processes()).isEmpty();
            assertThat(proxy.log()).anyMatch(line -> line.contains("\"STOPPED\""));
        }
    }

    @Test
    void serverTerminated_letsARunningTurnEnd() throws Exception {
        try (LaunchedProxy proxy = launch()) {
            CompletableFuture<HttpResponse<String>> running =
                    proxy.http().postLater("/v1/messages", Http.ask("[[gate]] [[say a b]]", true));
            await().atMost(LIMIT).until(() -> !fixture.api().turns().isEmpty());

            proxy.terminate();
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(proxy.http()
                                    .post("/v1/messages", Http.ask("late", false))
                                    .statusCode())
                            .isEqualTo(503));
            fixture.api().open(10);

            assertThat(running.get().body()).contains("message_stop");
            proxy.exitStatus();
        }
    }

    @ParameterizedTest
    @EnumSource(
            names = {"SILENT", "GATHERING"},
            value = State.class)
    void deadline_isAnsweredAndEndsTheProcess(State state) throws Exception {
        try (RunningProxy proxy = fixture.startWithoutIdleSessions("MESSAGES_TIMEOUT_MS", "12000")) {
            HttpResponse<String> response = proxy.http().post("/v1/messages", Http.ask(state.prompt, state.stream));

            assertThat(response.body()).contains("timeout_error");
            assertThat(response.statusCode()).isEqualTo(state.stream ? 200 : 504);
            await().atMost(LIMIT).until(() -> fixture.cli().processes().isEmpty());
            assertThat(proxy.http().json("/metrics").at("/requests/timedOut").asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void deadline_withASilentApi_is504() throws Exception {
        try (RunningProxy proxy = fixture.startWithoutIdleSessions("MESSAGES_TIMEOUT_MS", "3000")) {
            HttpResponse<String> response = proxy.http().post("/v1/messages", Http.ask("[[silent]]", true));

            assertThat(response.statusCode()).isEqualTo(504);
            assertThat(response.headers().firstValue("x-should-retry")).contains("false");
            await().atMost(LIMIT).until(() -> fixture.cli().processes().isEmpty());
        }
    }

    private LaunchedProxy launch() throws Exception {
        Map<String, String> environment = fixture.environment();
        environment.put("MAX_CONCURRENT", "1");
        environment.put("STREAM_PING_MS", "500");
        return new LaunchedProxy(environment);
    }

    /** Clients of which the last is in the state; a queued request needs a running one before it. */
    private List<RawClient> reach(State state, int port) throws Exception {
        List<RawClient> clients = new ArrayList<>();
        if (state == State.QUEUED) {
            clients.addAll(reach(State.GATHERING, port));
        }
        RawClient client = new RawClient(port, Http.ask(state.prompt, state.stream));
        clients.add(client);
        if (state == State.QUEUED) {
            Http http = new Http("http://127.0.0.1:" + port);
            await().atMost(LIMIT)
                    .until(() -> http.json("/health").path("queued").asInt() == 1);
        } else if (state.stream) {
            client.awaitText(state.seen);
        } else {
            await().atMost(LIMIT).until(() -> !fixture.api().turns().isEmpty());
        }
        assertThat(fixture.cli().processes()).isNotEmpty();
        return clients;
    }
}
