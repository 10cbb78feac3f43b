package io.github.claudecliproxy.it.messages;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Events;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RunningProxy;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How answers end: with an error of the API, with any stop_reason, or without any content. */
class ITAnswerEndings {

    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofRealCli();

    @ParameterizedTest
    @CsvSource({
        "400, invalid_request_error",
        "413, request_too_large",
        "429, rate_limit_error",
        "500, api_error",
        "529, overloaded_error"
    })
    void apiError_keepsItsStatusAndType(int status, String type) throws Exception {
        for (boolean stream : new boolean[] {false, true}) {
            HttpResponse<String> response =
                    proxy.http().post("/v1/messages", Http.ask("[[status " + status + "]]", stream));

            assertThat(response.statusCode()).isEqualTo(status);
            assertThat(Http.json(response).at("/error/type").asText()).isEqualTo(type);
            assertThat(Http.json(response).at("/error/message").asText()).isEqualTo("scripted status " + status);
            assertThat(Http.json(response).path("request_id").asText())
                    .isEqualTo(response.headers().firstValue("request-id").orElseThrow());
        }
    }

    /** The key that the API refuses is the operator's. */
    @Test
    void refusedKeyOfTheOperator_isNot401() throws Exception {
        try (RunningProxy refused = proxy.start()) {
            for (boolean stream : new boolean[] {false, true}) {
                HttpResponse<String> response = refused.http().post("/v1/messages", Http.ask("[[status 401]]", stream));

                assertThat(response.statusCode()).isEqualTo(503);
                assertThat(Http.json(response).at("/error/type").asText()).isEqualTo("api_error");
                assertThat(Http.json(response).at("/error/message").asText())
                        .contains("this server's claude CLI", "scripted status 401");
            }
            HttpResponse<String> ready = refused.http().get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("claude auth login");
        }
    }

    @Test
    void rateLimit_passesOnHowLongToWait() throws Exception {
        int before = proxy.api().turns().size();

        HttpResponse<String> response = proxy.http().post("/v1/messages", Http.ask("[[status 429 33]]", false));

        assertThat(Long.parseLong(response.headers().firstValue("retry-after").orElseThrow()))
                .isBetween(33L, 60L);
        assertThat(proxy.api().turns()).hasSize(before + 1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[[cut]]", "[[fail]]"})
    void failureInMidStream_isAnErrorAndPaidOnce(String failure) throws Exception {
        int before = proxy.api().turns().size();

        HttpResponse<String> streamed = ask("[[late]] " + failure, true);
        HttpResponse<String> plain = ask("[[late]] " + failure, false);
        HttpResponse<String> chat =
                proxy.http().post("/chat", "{\"prompt\":\"[[late]] " + failure + "\",\"model\":\"sonnet\"}");

        List<JsonNode> events = Http.events(streamed.body());
        assertThat(events).contains(Events.text("Hello"));
        assertThat(events.get(events.size() - 1).path("type").asText()).isEqualTo("error");
        assertThat(events).noneMatch(event -> event.path("type").asText().equals("message_stop"));
        assertThat(plain.statusCode()).isGreaterThanOrEqualTo(500);
        assertThat(plain.headers().firstValue("x-should-retry")).contains("false");
        assertThat(chat.statusCode()).as(chat.body()).isGreaterThanOrEqualTo(500);
        assertThat(proxy.api().turns()).hasSize(before + 3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"max_tokens", "refusal", "pause_turn", "model_context_window_exceeded", "stop_sequence"})
    void answerThatTheCliWouldContinue_endsWhereTheApiEndsIt(String stopReason) throws Exception {
        for (boolean stream : new boolean[] {false, true}) {
            int before = proxy.api().turns().size();

            HttpResponse<String> response = ask("[[late]] [[stop " + stopReason + "]]", stream);

            JsonNode last = stream
                    ? Http.events(response.body()).stream()
                            .filter(event -> event.path("type").asText().equals("message_delta"))
                            .reduce((first, second) -> second)
                            .orElseThrow()
                            .path("delta")
                    : Http.json(response);
            assertThat(last.path("stop_reason").asText()).isEqualTo(stopReason);
            proxy.awaitRest();
            assertThat(proxy.api().turns()).hasSize(before + 1);
        }
    }

    @Test
    void emptyAnswer_isNotAskedForAgain() throws Exception {
        int before = proxy.api().turns().size();

        HttpResponse<String> response = ask("[[late]] [[empty]]", false);
        proxy.awaitRest();

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(Http.json(response).path("content")).isEmpty();
        assertThat(proxy.api().turns()).hasSize(before + 1);
    }

    private static HttpResponse<String> ask(String question, boolean stream) throws Exception {
        return proxy.http().post("/v1/messages", Http.ask(question, stream));
    }
}
