package io.github.claudecliproxy.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RunningProxy;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits of keys over HTTP: what is refused, how the client is told, and that the keys take turns in the queue. */
class ITKeyLimits {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int CLIENTS = 64;
    private static final String UNTIL_RELEASED = "wait_for('released'); begin(); finish()";

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    private Path file;

    @BeforeEach
    void setUp() throws IOException {
        file = Files.writeString(fixture.home().resolve("keys"), "ci key-ci\nlaptop key-laptop\n");
        fixture.set("PROXY_API_KEYS_FILE", file.toString());
    }

    @Test
    void concurrent_sixtyFourRace_exactlySoManyAreAdmitted() throws Exception {
        Files.writeString(file, "ci key-ci concurrent=8\nlaptop key-laptop\n");
        fixture.behave(UNTIL_RELEASED);
        try (RunningProxy proxy = fixture.start("MAX_CONCURRENT", "4", "MAX_QUEUE_DEPTH", "100")) {
            List<CompletableFuture<HttpResponse<String>>> racing = race(proxy);

            await().atMost(LIMIT).until(() -> ended(racing) == CLIENTS - 8);
            assertThat(health(proxy).path("active").asInt()).isEqualTo(4);
            assertThat(health(proxy).path("queued").asInt()).isEqualTo(4);
            CompletableFuture<HttpResponse<String>> other = ask(proxy, "key-laptop");
            await().atMost(LIMIT).until(() -> health(proxy).path("queued").asInt() == 5);
            release();

            assertThat(other.get().statusCode()).isEqualTo(200);
            HttpResponse<String> refused = assertAdmitted(racing, 8);
            assertThat(Http.json(refused).at("/error/type").asText()).isEqualTo("rate_limit_error");
            assertThat(Http.json(refused).at("/error/message").asText())
                    .isEqualTo("concurrent=8 of the key 'ci' is reached");
            assertThat(refused.headers().firstValue("retry-after")).contains("5");
            assertThat(refused.headers().firstValue("x-should-retry")).isEmpty();
            assertThat(ask(proxy, "key-ci").get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void requestsPerMinute_sixtyFourRace_exactlySoManyAreAdmitted() throws Exception {
        Files.writeString(file, "ci key-ci requests-per-minute=9\nlaptop key-laptop\n");
        try (RunningProxy proxy = fixture.start("MAX_QUEUE_DEPTH", "100")) {
            HttpResponse<String> refused = assertAdmitted(race(proxy), 9);

            assertThat(refused.body()).contains("requests-per-minute=9 of the key 'ci' is reached");
            assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0))
                    .isBetween(1L, 60L);
            assertThat(count(proxy, "key-ci").statusCode()).isEqualTo(429);
            assertThat(proxy.http().get("/v1/models", "x-api-key", "key-ci").statusCode())
                    .isEqualTo(429);
            assertThat(proxy.http().get("/metrics", "x-api-key", "key-ci").statusCode())
                    .isEqualTo(200);
            assertThat(ask(proxy, "key-laptop").get().statusCode()).isEqualTo(200);

            JsonNode metrics = Http.json(proxy.http().get("/metrics", "x-api-key", "key-laptop"));
            assertThat(metrics.at("/access/limited").asInt()).isEqualTo(CLIENTS - 9 + 2);
            assertThat(metrics.at("/requests/total").asInt()).isEqualTo(10);
            assertThat(proxy.http()
                            .get("/metrics/prometheus", "x-api-key", "key-laptop")
                            .body())
                    .contains("claude_proxy_callers_refused_total{as=\"limited\"} 57.0");
        }
    }

    @Test
    void fileThatChanges_limitsWhatRunsAlready() throws Exception {
        fixture.behave(UNTIL_RELEASED);
        try (RunningProxy proxy = fixture.start()) {
            List<CompletableFuture<HttpResponse<String>>> running = new ArrayList<>();
            for (int i = 1; i <= 2; i++) {
                running.add(ask(proxy, "key-ci"));
                int begun = i;
                await().atMost(LIMIT).until(() -> health(proxy).path("active").asInt() == begun);
            }
            Files.writeString(file, "ci key-ci concurrent=2\nlaptop key-laptop\n");
            await().atMost(LIMIT).until(() -> refusedAtOnce(proxy, running));

            Files.writeString(file, "ci key-ci concurrent=20\nlaptop key-laptop\n");
            await().atMost(LIMIT).until(() -> !refusedAtOnce(proxy, running));
            release();
            assertThat(running)
                    .allSatisfy(turn -> assertThat(turn.get().statusCode()).isEqualTo(200));
        }
    }

    /** Whether one more is refused; if it is not, it joins the others. */
    private static boolean refusedAtOnce(RunningProxy proxy, List<CompletableFuture<HttpResponse<String>>> running)
            throws Exception {
        JsonNode before = health(proxy);
        CompletableFuture<HttpResponse<String>> more = ask(proxy, "key-ci");
        await().atMost(LIMIT).until(() -> more.isDone() || taken(health(proxy)) > taken(before));
        if (more.isDone()) {
            assertThat(more.get().statusCode()).isEqualTo(429);
            return true;
        }
        running.add(more);
        return false;
    }

    private static int taken(JsonNode health) {
        return health.path("active").asInt() + health.path("queued").asInt();
    }

    @Test
    void models_andExpiry_areOfTheKey() throws Exception {
        Files.writeString(file, "ci key-ci models=opus,claude-fake-1\nold key-old expires=2026-01-31\nbare key-bare\n");
        try (RunningProxy proxy = fixture.start()) {
            HttpResponse<String> sonnet = ask(proxy, "key-ci").get();
            assertThat(sonnet.statusCode()).isEqualTo(403);
            assertThat(Http.json(sonnet).at("/error/type").asText()).isEqualTo("permission_error");
            assertThat(sonnet.body()).contains("the key 'ci' may only use these: claude-fake-1, opus");
            assertThat(count(proxy, "key-ci").statusCode()).isEqualTo(403);
            HttpResponse<String> byDefault = proxy.http().post("/chat", "{\"prompt\":\"hi\"}", "x-api-key", "key-ci");
            assertThat(byDefault.statusCode()).isEqualTo(403);
            assertThat(proxy.http()
                            .post("/chat", "{\"prompt\":\"hi\",\"model\":\"opus\"}", "x-api-key", "key-ci")
                            .statusCode())
                    .isEqualTo(200);

            HttpResponse<String> old = ask(proxy, "key-old").get();
            assertThat(old.statusCode()).isEqualTo(401);
            assertThat(Http.json(old).at("/error/type").asText()).isEqualTo("authentication_error");
            assertThat(old.body()).contains("expired (2026-01-31)");
            assertThat(ask(proxy, "key-no").get().body()).doesNotContain("expired");
        }
    }

    @Test
    void models_areListedAsFarAsTheKeyMayUseThem() throws Exception {
        Files.writeString(file, "ci key-ci models=opus\nlaptop key-laptop models=claude-fake-1\n");
        try (RunningProxy proxy = fixture.start()) {
            assertThat(models(proxy, "", "key-laptop").at("/data/0/id").asText())
                    .isEqualTo("claude-fake-1");
            assertThat(models(proxy, "", "key-ci").path("data")).isEmpty();
            assertThat(models(proxy, "/claude-fake-1", "key-laptop").path("id").asText())
                    .isEqualTo("claude-fake-1");
            assertThat(models(proxy, "/claude-fake-1", "key-ci")
                            .at("/error/type")
                            .asText())
                    .isEqualTo("permission_error");
        }
    }

    @Test
    void priority_aboveTheHighest_isThatAndNamed() throws Exception {
        Files.writeString(file, "ci key-ci priority=low highest-priority=normal\n");
        try (RunningProxy proxy = fixture.start()) {
            for (String priority : new String[] {"high", "normal"}) {
                HttpResponse<String> answer = proxy.http()
                        .post("/v1/messages", Http.ask("hi", false), "x-api-key", "key-ci", "x-priority", priority);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().firstValue("x-proxy-ignored").isPresent())
                        .isEqualTo(priority.equals("high"));
            }
            HttpResponse<String> chat =
                    proxy.http().post("/chat", "{\"prompt\":\"hi\",\"priority\":\"high\"}", "x-api-key", "key-ci");
            assertThat(chat.headers().firstValue("x-proxy-ignored")).contains("priority");
        }
    }

    /** One turn runs at a time, and a flood is queued: the other key's turn gets the next free slot all the same. */
    @Test
    void floodOfOneKey_theOthersTurnIsNext() throws Exception {
        fixture.behave("my ($key) = $_[0] =~ /([\\w-]+) is asked/; open my $asked, '>>', \"$folder/asked\";"
                + " print $asked \"$key\\n\"; close $asked; " + UNTIL_RELEASED);
        try (RunningProxy proxy = fixture.start("MAX_CONCURRENT", "1", "QUEUE_AGING_MS", "1")) {
            List<CompletableFuture<HttpResponse<String>>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                String key = i < 9 ? "ci" : "laptop";
                all.add(proxy.http()
                        .postLater("/v1/messages", Http.ask(key + " is asked", false), "x-api-key", "key-" + key));
                int before = i;
                await().atMost(LIMIT).until(() -> taken(health(proxy)) == before + 1);
            }
            release();

            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
            assertThat(Files.readAllLines(fixture.home().resolve("asked")))
                    .hasSize(10)
                    .startsWith("ci", "laptop");
        }
    }

    private static List<CompletableFuture<HttpResponse<String>>> race(RunningProxy proxy) {
        List<CompletableFuture<HttpResponse<String>>> racing = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            racing.add(ask(proxy, "key-ci"));
        }
        return racing;
    }

    /** Returns one of the refused. */
    private static HttpResponse<String> assertAdmitted(List<CompletableFuture<HttpResponse<String>>> racing, int count)
            throws Exception {
        List<HttpResponse<String>> refused = new ArrayList<>();
        int admitted = 0;
        for (CompletableFuture<HttpResponse<String>> one : racing) {
            HttpResponse<String> answer = one.get();
            assertThat(answer.statusCode()).isIn(200, 429);
            if (answer.statusCode() == 200) {
                admitted++;
            } else {
                refused.add(answer);
            }
        }
        assertThat(admitted).isEqualTo(count);
        return refused.get(0);
    }

    private static long ended(List<CompletableFuture<HttpResponse<String>>> racing) {
        return racing.stream().filter(CompletableFuture::isDone).count();
    }

    private static CompletableFuture<HttpResponse<String>> ask(RunningProxy proxy, String key) {
        return proxy.http().postLater("/v1/messages", Http.ask("hi", false), "x-api-key", key);
    }

    private static HttpResponse<String> count(RunningProxy proxy, String key) throws Exception {
        return proxy.http().post("/v1/messages/count_tokens", Http.ask("hi", false), "x-api-key", key);
    }

    private static JsonNode models(RunningProxy proxy, String path, String key) throws Exception {
        return Http.json(proxy.http().get("/v1/models" + path, "x-api-key", key));
    }

    private static JsonNode health(RunningProxy proxy) throws Exception {
        return proxy.http().json("/health");
    }

    private void release() throws IOException {
        Files.createFile(fixture.home().resolve("released"));
    }
}
