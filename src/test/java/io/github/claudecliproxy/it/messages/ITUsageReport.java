package io.github.claudecliproxy.it.messages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RunningProxy;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code GET /usage}: its forms, who sees what, and what it says where there is no ledger. */
class ITUsageReport {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final String KEY = "x-api-key";

    @RegisterExtension
    final ProxyFixture fixture = ProxyFixture.ofFakeCli();

    @Test
    void usage_ofATurn_isThereWithinMomentsAndAfterARestart() throws Exception {
        try (RunningProxy first = fixture.start()) {
            first.http().post("/v1/messages", Http.ask("hello", false));
            awaitTurns(first, 1);
        }
        try (RunningProxy second = fixture.start()) {
            second.http().post("/v1/messages", Http.ask("hello", true));
            second.http().post("/chat", "{\"prompt\":\"hello\",\"model\":\"claude-sonnet-5\"}");
            awaitTurns(second, 3);

            JsonNode report = second.http().json("/usage?by=day,key,model");
            assertThat(report.path("recorded").asBoolean()).isTrue();
            assertThat(report.has("problem")).isTrue();
            assertThat(report.path("problem").isNull()).isTrue();
            assertThat(report.path("by").toString()).isEqualTo("[\"day\",\"model\",\"key\"]");
            assertThat(report.path("rows").get(0).fieldNames())
                    .toIterable()
                    .containsExactly(
                            "day",
                            "model",
                            "key",
                            "turns",
                            "errors",
                            "inputTokens",
                            "outputTokens",
                            "cacheReadTokens",
                            "cacheWrite5mTokens",
                            "cacheWrite1hTokens",
                            "runningMs",
                            "firstTokenMs",
                            "firstTokens");
            assertThat(second.http().json("/usage?by=model").path("rows").get(0).has("day"))
                    .isFalse();
        }
    }

    @Test
    void usage_asCsv_isATable() throws Exception {
        fixture.http().post("/v1/messages", Http.ask("hello", false));
        awaitTurns(fixture.proxy(), 1);

        HttpResponse<String> byHeader = fixture.http().get("/usage", "accept", "text/csv");
        HttpResponse<String> byParameter = fixture.http().get("/usage?format=csv");
        HttpResponse<String> browser = fixture.http().get("/usage", "accept", "text/html,*/*;q=0.8");

        assertThat(byHeader.headers().firstValue("content-type")).contains("text/csv;charset=utf-8");
        assertThat(byHeader.body())
                .startsWith("day,turns,errors,inputTokens,")
                .contains("\"" + LocalDate.now(ZoneOffset.UTC) + "\",1,0,");
        assertThat(byParameter.body()).isEqualTo(byHeader.body());
        assertThat(browser.headers().firstValue("content-type")).contains("application/json");
    }

    @ParameterizedTest
    @CsvSource({
        "from=yesterday, from: 'yesterday' is not a day",
        "to=2026-02-30, to: '2026-02-30' is not a day",
        "from=2026-02-03&to=2026-02-01, from: 2026-02-03 comes after to",
        "by=hour, by: 'hour' is none of",
        "by=day&by=hour, by: 'hour' is none of",
        "format=xml, format: must be json or csv"
    })
    void usage_aWrongParameter_isNamed(String query, String message) throws Exception {
        HttpResponse<String> refused = fixture.http().get("/usage?" + query);

        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(Http.json(refused).at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(Http.json(refused).at("/error/message").asText()).startsWith(message);
    }

    /** A key of the file may even have the name of the setting. */
    @Test
    void usage_ofAKeyOfTheFile_isItsOwnAlone() throws Exception {
        Path keys = fixture.home().resolve("keys");
        Files.writeString(keys, "ci key-of-ci\nme key-of-me\nPROXY_API_KEY key-with-a-name\n");
        fixture.set("PROXY_API_KEYS_FILE", keys.toString());
        fixture.set("PROXY_API_KEY", "operator");
        for (String key : new String[] {"key-of-ci", "key-of-me", "key-of-me"}) {
            assertThat(fixture.http()
                            .post("/v1/messages", Http.ask("hello", false), KEY, key)
                            .statusCode())
                    .isEqualTo(200);
        }
        await().atMost(LIMIT).until(() -> turns(get("operator", "")) == 3);

        assertThat(turns(get("key-of-ci", ""))).isEqualTo(1);
        assertThat(get("key-of-me", "?by=key").path("rows").toString())
                .contains("\"key\":\"me\"", "\"turns\":2")
                .doesNotContain("\"ci\"");
        assertThat(turns(get("key-with-a-name", ""))).isZero();
        assertThat(get("operator", "?by=key").path("rows")).hasSize(2);
        assertThat(fixture.http().get("/usage").statusCode()).isEqualTo(401);
        assertThat(fixture.http().get("/usage", KEY, "wrong").statusCode()).isEqualTo(401);
    }

    private JsonNode get(String key, String query) throws Exception {
        return Http.json(fixture.http().get("/usage" + query, KEY, key));
    }

    @Test
    void usage_withoutALedger_saysWhichSetting() throws Exception {
        fixture.set("CLAUDE_PROXY_DATABASE", "none");

        HttpResponse<String> answer = fixture.http().get("/usage");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(Http.json(answer).at("/error/message").asText()).contains("CLAUDE_PROXY_DATABASE is none");
        assertThat(fixture.http().post("/v1/messages", Http.ask("hello", false)).statusCode())
                .isEqualTo(200);
        assertThat(fixture.home().resolve(".local/state/claude-cli-proxy")).doesNotExist();
    }

    private static void awaitTurns(RunningProxy proxy, long turns) {
        await().atMost(LIMIT).until(() -> turns(proxy.http().json("/usage")) == turns);
    }

    private static long turns(JsonNode report) {
        long turns = 0;
        for (JsonNode row : report.path("rows")) {
            turns += row.path("turns").asLong();
        }
        return turns;
    }
}
