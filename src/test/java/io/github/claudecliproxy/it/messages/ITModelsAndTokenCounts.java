package io.github.claudecliproxy.it.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RawClient;
import io.github.claudecliproxy.testing.RunningProxy;
import io.github.claudecliproxy.testing.ScriptedApi;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lookups: counting tokens and listing models through the real CLI. */
class ITModelsAndTokenCounts {
    private static final String KEY = "lookup-key";

    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofRealCli("PROXY_API_KEY", KEY);

    @Test
    void countTokens_isTheApisCountOfSystemAndConversation() throws Exception {
        String body =
                "{\"model\":\"claude-sonnet-5\",\"system\":\"Be short.\",\"messages\":[{\"role\":\"user\",\"content\":\"a\"},"
                        + "{\"role\":\"assistant\",\"content\":\"b\"},{\"role\":\"user\",\"content\":\"c\"}]}";

        HttpResponse<String> response = proxy.http().post("/v1/messages/count_tokens", body, "x-api-key", KEY);

        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"input_tokens\":" + 2 * ScriptedApi.TOKENS + "}");
        assertThat(proxy.api().counts())
                .anySatisfy(count ->
                        assertThat(count.conversation()).containsExactly("user: a", "assistant: b", "user: c"));
        assertThat(proxy.api().counts())
                .anySatisfy(count -> assertThat(count.conversation()).containsExactly("user: Be short."));
        assertThat(proxy.api().turns()).isEmpty();
    }

    @Test
    void countTokens_withTools_countsThemAsTheyAreDefined() throws Exception {
        String body =
                "{\"model\":\"claude-sonnet-5\",\"tools\":[{\"name\":\"counted\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\",\"title\":\"t\"}}],"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"a\"}]}";

        HttpResponse<String> response = proxy.http().post("/v1/messages/count_tokens", body, "x-api-key", KEY);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-proxy-ignored")).isEmpty();
        assertThat(proxy.api().counts())
                .anySatisfy(count -> assertThat(count.body().path("tools").toString())
                        .contains("\"name\":\"counted\"", "\"description\":\"d\"", "\"title\":\"t\""));
    }

    @Test
    void countTokens_withBetas_saysThatTheyAreIgnored() throws Exception {
        String body = "{\"model\":\"claude-sonnet-5\",\"messages\":[{\"role\":\"user\",\"content\":\"with betas\"}]}";

        HttpResponse<String> response = proxy.http()
                .post("/v1/messages/count_tokens", body, "x-api-key", KEY, "anthropic-beta", "counted-2026-01-01");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("x-proxy-ignored")).contains("anthropic-beta");
        assertThat(proxy.api().counts())
                .anySatisfy(count -> assertThat(count.conversation()).containsExactly("user: with betas"));
    }

    /** Two counts in one process are two conversations. */
    @Test
    void countTokens_oneAfterTheOther_countsEachAlone() throws Exception {
        for (String question : new String[] {"first counted", "second counted"}) {
            String body = "{\"model\":\"claude-sonnet-5\",\"messages\":[{\"role\":\"user\",\"content\":\"" + question
                    + "\"}]}";
            proxy.http().post("/v1/messages/count_tokens", body, "x-api-key", KEY);
        }

        assertThat(proxy.api().counts())
                .anySatisfy(count -> assertThat(count.conversation()).containsExactly("user: first counted"))
                .anySatisfy(count -> assertThat(count.conversation()).containsExactly("user: second counted"));
    }

    /** The CLI goes on with a count that nobody waits for any more, and answers it before the next. */
    @Test
    void countTokens_whileOneThatWasGivenUpStillRuns_isItsOwn() throws Exception {
        try (RunningProxy alone = proxy.start("MAX_CONCURRENT", "1", "CLAUDE_PROXY_MAX_PROCESSES", "1")) {
            try (RawClient gone = new RawClient(alone.port())) {
                String body = toCount("[[gate]] [[tokens 5000]]");
                gone.send("POST /v1/messages/count_tokens HTTP/1.1\r\nHost: localhost\r\nX-Api-Key: " + KEY
                        + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
                await().until(() -> proxy.api().counts().stream()
                        .anyMatch(count -> count.conversation().toString().contains("[[tokens 5000]]")));
            }
            alone.awaitRest("x-api-key", KEY);
            CompletableFuture<HttpResponse<String>> next =
                    alone.http().postLater("/v1/messages/count_tokens", toCount("[[tokens 100]]"), "x-api-key", KEY);
            await().until(() -> alone.http().json("/health").path("active").asInt() == 1);

            proxy.api().open(1);

            assertThat(Http.json(next.join()).path("input_tokens").asInt()).isBetween(100, 4999);
        }
    }

    private static String toCount(String text) {
        return "{\"model\":\"claude-sonnet-5\",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
    }

    @Test
    void countTokens_ofABadRequest_is400() throws Exception {
        HttpResponse<String> response =
                proxy.http().post("/v1/messages/count_tokens", "{\"model\":\"m\"}", "x-api-key", KEY);

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(Http.json(response).at("/error/message").asText()).startsWith("messages:");
    }

    @Test
    void models_areTheClisOwnAndPaged() throws Exception {
        JsonNode all = get("/v1/models");
        List<String> ids = new ArrayList<>();
        all.path("data").forEach(model -> ids.add(model.path("id").asText()));

        JsonNode first = get("/v1/models?limit=2");
        JsonNode second = get("/v1/models?limit=2&after_id=" + ids.get(1));
        JsonNode before = get("/v1/models?limit=1&before_id=" + ids.get(2));

        assertThat(ids).hasSizeGreaterThan(3).doesNotHaveDuplicates().allMatch(id -> id.startsWith("claude-"));
        assertThat(all.path("has_more").asBoolean()).isFalse();
        assertThat(first.path("has_more").asBoolean()).isTrue();
        assertThat(first.path("first_id").asText()).isEqualTo(ids.get(0));
        assertThat(first.path("last_id").asText()).isEqualTo(ids.get(1));
        assertThat(second.path("first_id").asText()).isEqualTo(ids.get(2));
        assertThat(before.path("first_id").asText()).isEqualTo(ids.get(1));
    }

    @Test
    void model_isFoundByIdAndByShortName() throws Exception {
        JsonNode sonnet = get("/v1/models/sonnet");

        assertThat(sonnet.path("type").asText()).isEqualTo("model");
        assertThat(sonnet.path("id").asText()).startsWith("claude-sonnet");
        assertThat(get("/v1/models/" + sonnet.path("id").asText())).isEqualTo(sonnet);
    }

    @Test
    void unknownModelOrBadPage_isTheApisError() throws Exception {
        HttpResponse<String> unknown = proxy.http().get("/v1/models/gpt", "x-api-key", KEY);
        HttpResponse<String> limit = proxy.http().get("/v1/models?limit=0", "x-api-key", KEY);
        HttpResponse<String> unauthorized = proxy.http().get("/v1/models");

        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Http.json(unknown).at("/error/type").asText()).isEqualTo("not_found_error");
        assertThat(limit.statusCode()).isEqualTo(400);
        assertThat(unauthorized.statusCode()).isEqualTo(401);
    }

    private static JsonNode get(String path) throws Exception {
        HttpResponse<String> response = proxy.http().get(path, "x-api-key", KEY);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Http.json(response);
    }
}
