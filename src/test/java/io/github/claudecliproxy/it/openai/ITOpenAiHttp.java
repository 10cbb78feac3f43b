package io.github.claudecliproxy.it.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.claudecliproxy.json.Json;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RunningProxy;
import io.github.claudecliproxy.testing.ScriptedAnswer;
import java.io.BufferedReader;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** OpenAI's endpoints as curl sees them. */
class ITOpenAiHttp {
    private static final String MODEL = "claude-sonnet-5";

    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofRealCli(
            "CLAUDE_PROXY_MODEL_ALIASES", "gpt-4o=" + MODEL + ",gpt-mini=claude-haiku-5-5,lost=claude-none");

    @ParameterizedTest
    @ValueSource(strings = {"", "/v1", "/v1/v1"})
    void everyEndpoint_isThereWithAndWithoutVersion(String version) throws Exception {
        assertThat(proxy.http()
                        .post(version + "/messages", Http.ask("hi", false))
                        .statusCode())
                .isEqualTo(200);
        assertThat(proxy.http()
                        .post(version + "/messages/count_tokens", Http.ask("hi", false))
                        .statusCode())
                .isEqualTo(200);
        assertThat(proxy.http()
                        .post(version + "/chat/completions", chat("hi", false))
                        .statusCode())
                .isEqualTo(200);
        assertThat(proxy.http()
                        .post(version + "/responses", response("hi", false))
                        .statusCode())
                .isEqualTo(200);
        assertThat(proxy.http().post(version + "/chat", "{\"prompt\":\"hi\"}").body())
                .contains("Hello world");
        for (String path :
                List.of("/models?limit=1", "/models/" + MODEL, "/health", "/metrics", "/usage", "/api/status")) {
            assertThat(proxy.http().get(version + path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(Http.json(proxy.http().get(version + "/models?limit=1")).path("data"))
                .hasSize(1);
    }

    @Test
    void stream_isChunksAndDone() throws Exception {
        HttpResponse<String> answer = proxy.http().post("/v1/chat/completions", chat("[[say one two]]", true));

        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        assertThat(answer.headers().firstValue("x-proxy-session")).isPresent();
        List<String> lines =
                answer.body().lines().filter(line -> !line.isEmpty()).toList();
        assertThat(lines).allMatch(line -> line.startsWith("data: "));
        assertThat(lines.get(lines.size() - 1)).isEqualTo("data: [DONE]");
        assertThat(lines.stream().filter(line -> line.contains("\"content\":\" two\"")))
                .hasSize(1);
    }

    @Test
    void tokens_leaveWhenTheyCome_andSilenceIsAComment() throws Exception {
        try (RunningProxy quick = proxy.start("STREAM_PING_MS", "50")) {
            HttpResponse<InputStream> answer = quick.http().stream(
                    "/v1/chat/completions",
                    chat("[[gate]] [[say one two]]", true).toString());
            proxy.api().open(1);
            BufferedReader lines = Http.lines(answer);
            Http.awaitLine(lines, "\"content\":\"one\"");
            Http.awaitLine(lines, ": ");
            proxy.api().open(1);
            Http.awaitLine(lines, "\"content\":\" two\"");
            Http.awaitLine(lines, "data: [DONE]");
        }
    }

    @Test
    void clientThatGoes_endsTheTurn() throws Exception {
        try (RunningProxy own = proxy.start()) {
            HttpResponse<InputStream> answer = own.http().stream(
                    "/v1/responses", response("[[pause]]", true).toString());
            Http.awaitLine(Http.lines(answer), "response.output_text.delta");

            answer.body().close();

            await().until(() -> own.http().json("/health").path("active").asInt() == 0);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, model, o3-mini, 404, model",
        "/v1/chat/completions, model, gpt-5, 404, model",
        "/v1/responses, model, gpt-5, 404, model",
        "/v1/chat/completions, n, 3, 400, n",
        "/v1/responses, previous_response_id, resp_x, 404, previous_response_id"
    })
    void refusal_hasOpenAisEnvelope(String path, String field, String value, int status, String param)
            throws Exception {
        ObjectNode request = path.endsWith("responses") ? response("hi", false) : chat("hi", false);
        if (value.matches("\\d+")) {
            request.put(field, Integer.parseInt(value));
        } else {
            request.put(field, value);
        }

        HttpResponse<String> answer = proxy.http().post(path, request);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        JsonNode error = Http.json(answer).path("error");
        assertThat(error.path("param").asText()).isEqualTo(param);
        assertThat(error.has("code")).isTrue();
        assertThat(answer.headers().firstValue("x-request-id"))
                .isEqualTo(answer.headers().firstValue("request-id"));
    }

    @Test
    void unknownModel_isToldWhatThereIs() throws Exception {
        int before = proxy.api().turns().size();

        HttpResponse<String> answer =
                proxy.http().post("/v1/chat/completions", chat("hi", false).put("model", "gpt-5"));

        assertThat(Http.json(answer).at("/error/message").asText())
                .contains("'gpt-5'", "gpt-4o", "claude-sonnet-5-5 (sonnet)", "CLAUDE_PROXY_MODEL_ALIASES");
        assertThat(proxy.api().turns()).hasSize(before);
    }

    @ParameterizedTest
    @CsvSource({"gpt-4o, claude-sonnet-5", "sonnet, claude-sonnet-5-5", "claude-haiku-4-5, claude-haiku-4-5"})
    void nameOfAModel_isThatModel(String name, String model) throws Exception {
        HttpResponse<String> answer =
                proxy.http().post("/v1/chat/completions", chat("hi", false).put("model", name));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(Http.json(answer).path("model").asText()).isEqualTo(model);
        assertThat(proxy.api().lastTurn().body().path("model").asText()).isEqualTo(model);
    }

    @Test
    void requestOfAShortOrUnknownName_countsAtMostOnceAgainstItsKey(@TempDir Path folder) throws Exception {
        Path keys = Files.writeString(folder.resolve("keys"), "ci secret requests-per-minute=1\n");
        try (RunningProxy limited = proxy.start("PROXY_API_KEYS_FILE", keys.toString())) {
            String[] key = {"authorization", "Bearer secret"};
            for (int i = 0; i < 3; i++) {
                assertThat(limited.http()
                                .post("/v1/chat/completions", chat("hi", false).put("model", "gpt-5"), key)
                                .statusCode())
                        .isEqualTo(404);
            }
            ObjectNode request = chat("hi", false).put("model", "sonnet");
            assertThat(limited.http().post("/v1/chat/completions", request, key).statusCode())
                    .isEqualTo(200);
            HttpResponse<String> refused = limited.http().post("/v1/chat/completions", request, key);
            assertThat(refused.statusCode()).isEqualTo(429);
            assertThat(refused.headers().firstValue("retry-after")).isPresent();
            assertThat(Http.json(refused).at("/error/code").asText()).isEqualTo("rate_limit_exceeded");
        }
    }

    @Test
    void models_areInTheFormOfWhoAsks() throws Exception {
        JsonNode openAi = Http.json(proxy.http().get("/v1/models", "authorization", "Bearer any"));
        JsonNode alias = Http.json(proxy.http().get("/v1/models/gpt-mini", "authorization", "Bearer any"));
        JsonNode anthropic = Http.json(
                proxy.http().get("/v1/models", "authorization", "Bearer any", "anthropic-version", "2023-06-01"));

        assertThat(openAi.path("object").asText()).isEqualTo("list");
        assertThat(openAi.path("data"))
                .extracting(model -> model.path("id").asText())
                .contains("claude-sonnet-5-5", "gpt-4o", "gpt-mini")
                .doesNotContain("lost");
        assertThat(alias.path("object").asText()).isEqualTo("model");
        assertThat(anthropic.path("first_id").asText()).startsWith("claude-");
    }

    @Test
    void conversation_goesOnInItsSession() throws Exception {
        HttpResponse<String> first = proxy.http().post("/v1/chat/completions", chat("[[say one]]", false));
        ObjectNode next = chat("[[say one]]", false);
        next.withArray("/messages").addObject().put("role", "assistant").put("content", "one");
        next.withArray("/messages").addObject().put("role", "user").put("content", "[[say two]]");
        HttpResponse<String> second = proxy.http().post("/v1/chat/completions", next);
        HttpResponse<String> response = proxy.http().post("/v1/responses", response("[[say a]]", false));
        HttpResponse<String> chained = proxy.http()
                .post(
                        "/v1/responses",
                        response("[[say b]]", false)
                                .put(
                                        "previous_response_id",
                                        Http.json(response).path("id").asText()));

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(second.headers().firstValue("x-proxy-session")).hasValue("continued");
        assertThat(chained.headers().firstValue("x-proxy-session")).hasValue("continued");
        assertThat(Http.json(chained).at("/output/0/content/0/text").asText()).isEqualTo("b");
    }

    @Test
    void toolRound_goesOnInItsSession() throws Exception {
        proxy.api()
                .answerNext(new ScriptedAnswer()
                        .text("I look.")
                        .toolUse("toolu_1", "f", List.of("{\"b\": 1.0,", " \"a\": \"\u00fc\"}"))
                        .end("tool_use"));
        ObjectNode request = chat("Weather?", false);
        request.putArray("tools")
                .addObject()
                .put("type", "function")
                .putObject("function")
                .put("name", "f");
        JsonNode called =
                Http.json(proxy.http().post("/v1/chat/completions", request)).at("/choices/0/message");
        request.withArray("/messages").add(called);
        request.withArray("/messages")
                .addObject()
                .put("role", "tool")
                .put("tool_call_id", called.at("/tool_calls/0/id").asText())
                .put("content", "sunny");

        HttpResponse<String> answer = proxy.http().post("/v1/chat/completions", request);

        assertThat(answer.headers().firstValue("x-proxy-session")).hasValue("continued");
        assertThat(answer.headers().firstValue("x-proxy-ignored")).isEmpty();
    }

    @Test
    void everyModel_answersBothApis() throws Exception {
        for (JsonNode model : Http.json(proxy.http().get("/v1/models")).path("data")) {
            String id = model.path("id").asText();
            ObjectNode chat = chat("[[say hi]]", false).put("model", id).put("reasoning_effort", "low");
            ObjectNode response = response("[[say hi]]", false).put("model", id).put("max_output_tokens", 77);

            JsonNode completion = Http.json(proxy.http().post("/v1/chat/completions", chat));
            JsonNode asked = proxy.api().lastTurn().body();
            JsonNode answered = Http.json(proxy.http().post("/v1/responses", response));

            assertThat(completion.at("/choices/0/message/content").asText())
                    .as(id)
                    .isEqualTo("hi");
            assertThat(completion.path("model").asText()).isEqualTo(id);
            assertThat(asked.path("model").asText()).isEqualTo(id);
            assertThat(asked.at("/output_config/effort").asText()).as(id).isEqualTo("low");
            assertThat(answered.at("/output/0/content/0/text").asText()).as(id).isEqualTo("hi");
            assertThat(proxy.api().lastTurn().body().path("max_tokens").asInt()).isEqualTo(77);
        }
    }

    @Test
    void responseOfAnotherKey_isNotFound() throws Exception {
        String id = Http.json(proxy.http().post("/v1/responses", response("hi", false), "authorization", "Bearer a"))
                .path("id")
                .asText();
        ObjectNode next = response("more", false).put("previous_response_id", id);

        assertThat(proxy.http()
                        .post("/v1/responses", next, "authorization", "Bearer a")
                        .statusCode())
                .isEqualTo(200);
        assertThat(proxy.http()
                        .post("/v1/responses", next, "authorization", "Bearer b")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void responseThatIsNotStored_isNotFound() throws Exception {
        String id = Http.json(
                        proxy.http().post("/v1/responses", response("hi", false).put("store", false)))
                .path("id")
                .asText();

        assertThat(proxy.http()
                        .post("/v1/responses", response("more", false).put("previous_response_id", id))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void wrongMethodTypeOrKey_isAnsweredInOpenAisForm() throws Exception {
        try (RunningProxy locked = proxy.start("PROXY_API_KEY", "secret")) {
            assertThat(Http.json(locked.http().post("/v1/responses", response("hi", false)))
                            .at("/error/code")
                            .asText())
                    .isEqualTo("invalid_api_key");
        }
        HttpResponse<String> got = proxy.http().get("/v1/chat/completions");
        assertThat(got.statusCode()).isEqualTo(405);
        assertThat(Http.json(got).at("/error/message").asText()).contains("/v1/responses");
        HttpResponse<String> form = proxy.http().postAs("text/plain", "/chat/completions", "{}");
        assertThat(form.statusCode()).isEqualTo(415);
        assertThat(Http.json(form).path("error").has("param")).isTrue();
    }

    private static ObjectNode chat(String text, boolean stream) {
        ObjectNode request = Json.object().put("model", MODEL).put("stream", stream);
        request.putArray("messages").addObject().put("role", "user").put("content", text);
        return request;
    }

    private static ObjectNode response(String text, boolean stream) {
        return Json.object().put("model", MODEL).put("input", text).put("stream", stream);
    }
}
