package io.github.claudecliproxy.it.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.JsonText;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RawClient;
import io.github.claudecliproxy.testing.RunningProxy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The status, as JSON and as a stream, and who sees what of it. */
class ITStatusApi {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String OPERATOR = "operators-canary";
    private static final int MOST_VIEWERS = 20;
    private static final int MOST_LINES = 300;

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    @Test
    void withoutKeys_everythingIsShown_andNoPrompt() throws Exception {
        fixture.behave("exit 1");
        fixture.http().post("/v1/messages", Http.ask("canary of a prompt", false));

        HttpResponse<String> response = fixture.http().get("/api/status");
        JsonNode status = Http.json(response);

        assertThat(response.headers().firstValue("cache-control")).contains("no-store");
        assertThat(status.path("view").asText()).isEqualTo("all");
        assertThat(status.at("/health/ok").asBoolean()).isTrue();
        assertThat(status.at("/minutes/0/failed").asInt()).isEqualTo(1);
        assertThat(status.at("/failures/0/event").asText()).isEqualTo("PROC_FAIL");
        assertThat(status.at("/failures/0/reason").asText()).isNotEmpty();
        assertThat(status.at("/sessions/processes").isInt()).isTrue();
        assertThat(status.at("/settings/MAX_CONCURRENT").asText()).isEqualTo("5");
        assertThat(status.at("/plan/windows").isArray()).isTrue();
        assertThat(status.at("/findings/1/text").asText()).contains("claude");
        assertThat(response.body()).doesNotContain("canary");
    }

    @Test
    void keysOfTheFile_seeTheirOwnTurnsOnly() throws Exception {
        fixture.behave("begin(); wait_for('go'); finish()");
        Path keys = keys("alice alice-key\nPROXY_API_KEY mallory-key\n");
        try (RunningProxy proxy = fixture.start(
                "PROXY_API_KEY", OPERATOR, "PROXY_API_KEYS_FILE", keys.toString(), "MAX_CONCURRENT", "1")) {
            var first = proxy.http().postLater("/v1/messages", Http.ask("one", false), "x-api-key", "alice-key");
            var second = proxy.http().postLater("/v1/messages", Http.ask("two", false), "x-api-key", OPERATOR);
            await().atMost(LIMIT)
                    .until(() -> status(proxy, OPERATOR).at("/turns").findValuesAsText("phase").stream()
                                    .filter("queued"::equals)
                                    .count()
                            == 1);

            JsonNode all = status(proxy, OPERATOR);
            JsonNode alice = status(proxy, "alice-key");
            JsonNode mallory = status(proxy, "mallory-key");

            assertThat(all.at("/turns").findValuesAsText("phase"))
                    .contains("queued")
                    .containsAnyOf("running", "answering");
            assertThat(all.at("/settings/PROXY_API_KEY").asText()).isEqualTo("(set)");
            assertThat(JsonText.of(all)).doesNotContain(OPERATOR, "alice-key", "mallory-key");
            assertThat(alice.path("view").asText()).isEqualTo("own");
            assertThat(alice.path("turns").findValuesAsText("key")).containsExactly("alice");
            assertThat(alice.has("settings") || alice.has("sessions") || alice.has("findings"))
                    .isFalse();
            assertThat(mallory.path("view").asText())
                    .as("a key named as the operator's")
                    .isEqualTo("own");
            assertThat(mallory.has("settings")).isFalse();
            Files.createFile(fixture.home().resolve("go"));
            assertThat(first.get().statusCode()).isEqualTo(200);
            assertThat(second.get().statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/api/status",
        "/api/status/stream",
        "//api/status",
        "/page/../api/status",
        "/page/main.js/../../api/status",
        "/page%2f..%2fapi/status",
        "/;x/api/status",
        "/page/main.js;/../../api/status",
        "/usage",
        "/v1/models",
        "//v1/models"
    })
    void withoutTheKey_dataIsRefused(String path) throws Exception {
        try (RunningProxy proxy = fixture.start("PROXY_API_KEY", OPERATOR)) {
            String answer = RawClient.exchange(
                    proxy.port(), "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(answer).matches("(?s)HTTP/1\\.1 (401|400|404) .*").doesNotContain("\"view\"", "\"data\"");
        }
    }

    @Test
    void stream_tellsOfTurns_andEndsWithTheServer() throws Exception {
        fixture.behave("begin(); wait_for('go'); finish()");
        BufferedReader lines;
        try (RunningProxy proxy = fixture.start()) {
            HttpResponse<InputStream> response = stream(proxy);
            lines = Http.lines(response);
            assertThat(response.headers().firstValue("content-type").orElseThrow())
                    .startsWith("text/event-stream");
            awaitEvent(lines, "\"settings\":{");
            var turn = proxy.http().postLater("/v1/messages", Http.ask("hello", false));
            awaitEvent(lines, "\"phase\":\"");
            Files.createFile(fixture.home().resolve("go"));
            assertThat(turn.get().statusCode()).isEqualTo(200);
            awaitEvent(lines, "\"turns\":[],");
        }

        assertThat(lines.lines()).as("the rest of the stream, which has an end").hasSizeLessThan(30);
    }

    @Test
    void viewers_beyondTheMost_are503_andPlacesOfThoseThatHangUpAreFree() throws Exception {
        RawClient[] viewers = new RawClient[MOST_VIEWERS];
        try {
            for (int i = 0; i < viewers.length; i++) {
                viewers[i] = viewer();
                viewers[i].awaitText("event: status");
            }
            HttpResponse<String> refused = fixture.http().get("/api/status/stream");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.body()).contains("close a tab");
            assertThat(fixture.http().get("/api/status").statusCode()).isEqualTo(200);

            viewers[3].close();

            await().atMost(LIMIT).until(() -> {
                try (RawClient next = viewer()) {
                    return next.head() == 200;
                }
            });
        } finally {
            for (RawClient viewer : viewers) {
                viewer.close();
            }
        }
    }

    @Test
    void headOfTheStream_isAnsweredAndTakesNoPlace() throws Exception {
        for (int i = 0; i <= MOST_VIEWERS; i++) {
            String answer = RawClient.exchange(
                    fixture.proxy().port(),
                    "HEAD /api/status/stream HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 200").containsIgnoringCase("content-type: text/event-stream");
        }
    }

    @Test
    void pageSwitchedOff_isNotThere() throws Exception {
        try (RunningProxy proxy = fixture.start("CLAUDE_PROXY_PAGE", "false")) {
            for (String path : new String[] {"/", "/page/main.js", "/api/status", "/api/status/stream"}) {
                assertThat(proxy.http().get(path, "accept", "text/html").statusCode())
                        .as(path)
                        .isEqualTo(404);
            }
        }
        try (RunningProxy proxy = fixture.start("CLAUDE_PROXY_PAGE", "false", "PROXY_API_KEY", OPERATOR)) {
            assertThat(proxy.http().get("/").statusCode()).isEqualTo(401);
        }
    }

    /** A stream of the status has no end, so that many events are the limit. */
    private static void awaitEvent(BufferedReader lines, String text) throws IOException {
        for (int i = 0; i < MOST_LINES; i++) {
            String line = lines.readLine();
            if (line == null || line.contains(text)) {
                assertThat(line).as("the stream ended before " + text).isNotNull();
                return;
            }
        }
        throw new AssertionError("no event with " + text);
    }

    private Path keys(String content) throws IOException {
        Path file = Files.writeString(fixture.home().resolve("keys"), content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }

    private static JsonNode status(RunningProxy proxy, String key) throws Exception {
        return Http.json(proxy.http().get("/api/status", "x-api-key", key));
    }

    private RawClient viewer() throws IOException {
        RawClient viewer = new RawClient(fixture.port());
        viewer.send("GET /api/status/stream HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return viewer;
    }

    private static HttpResponse<InputStream> stream(RunningProxy proxy) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(proxy.url() + "/api/status/stream"))
                                .build(),
                        HttpResponse.BodyHandlers.ofInputStream());
    }
}
