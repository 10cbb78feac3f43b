package io.github.claudecliproxy.it.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RunningProxy;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Limits of keys that depend on what the real CLI says: its tokens and its models. */
class ITKeyTokens {
    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofRealCli();

    @Test
    void tokensPerDay_areThoseOfTheMetrics_ofAllKinds() throws Exception {
        Path file = Files.writeString(fixture.home().resolve("keys"), "ci key-ci\nlaptop key-laptop\n");
        try (RunningProxy proxy = fixture.start("PROXY_API_KEYS_FILE", file.toString())) {
            assertThat(ask(proxy, "key-ci").statusCode()).isEqualTo(200);
            JsonNode tokens = Http.json(proxy.http().get("/metrics", "x-api-key", "key-laptop"))
                    .path("tokens");
            long used = StreamSupport.stream(tokens.spliterator(), false)
                    .mapToLong(JsonNode::asLong)
                    .sum();
            assertThat(used).isGreaterThan(1);

            Files.writeString(file, "ci key-ci tokens-per-day=" + (used + 1) + "\nlaptop key-laptop\n");
            awaitReload(proxy, file, 3);
            assertThat(ask(proxy, "key-ci").statusCode()).isEqualTo(200);

            HttpResponse<String> refused = ask(proxy, "key-ci");
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.body()).contains("tokens-per-day=" + (used + 1) + " of the key 'ci' is reached");
            assertThat(refused.headers().firstValueAsLong("retry-after").orElse(0))
                    .isBetween(1L, 86_400L);
            assertThat(ask(proxy, "key-laptop").statusCode()).isEqualTo(200);
        }
    }

    /** Adds a key and waits until it is let in: then the rest of the file is in force as well. */
    private static void awaitReload(RunningProxy proxy, Path file, int number) throws Exception {
        Files.writeString(file, Files.readString(file) + "new key-" + number + "\n");
        await().until(() ->
                proxy.http().get("/metrics", "x-api-key", "key-" + number).statusCode() == 200);
    }

    @Test
    void models_ofAFamily_areListedAndServed() throws Exception {
        Path file = Files.writeString(fixture.home().resolve("keys"), "ci key-ci models=sonnet\n");
        try (RunningProxy proxy = fixture.start("PROXY_API_KEYS_FILE", file.toString())) {
            JsonNode models = Http.json(proxy.http().get("/v1/models", "x-api-key", "key-ci"))
                    .path("data");
            assertThat(models).isNotEmpty();
            assertThat(models)
                    .allSatisfy(model -> assertThat(model.path("id").asText()).contains("sonnet"));

            assertThat(ask(proxy, "key-ci").statusCode()).isEqualTo(200); // claude-sonnet-5
            String opus = Http.ask("hi", false).replace("claude-sonnet-5", "opus");
            assertThat(proxy.http()
                            .post("/v1/messages", opus, "x-api-key", "key-ci")
                            .statusCode())
                    .isEqualTo(403);
        }
    }

    private static HttpResponse<String> ask(RunningProxy proxy, String key) throws Exception {
        return proxy.http().post("/v1/messages", Http.ask("hi", false), "x-api-key", key);
    }
}
