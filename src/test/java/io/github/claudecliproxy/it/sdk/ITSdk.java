package io.github.claudecliproxy.it.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.claudecliproxy.testing.Events;
import io.github.claudecliproxy.testing.FakeCli;
import io.github.claudecliproxy.testing.Http;
import io.github.claudecliproxy.testing.ProxyFixture;
import io.github.claudecliproxy.testing.RunningProxy;
import io.github.claudecliproxy.testing.Sdk;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The official SDKs, unchanged, in an old and the newest major, against the proxy and the real CLI. */
class ITSdk {
    private static final String KEY = "sdk-test-key";

    @RegisterExtension
    static final ProxyFixture proxy = ProxyFixture.ofRealCli("PROXY_API_KEY", KEY);

    @ParameterizedTest
    @EnumSource(Sdk.class)
    void plainAnswer_isTheSdksMessage(Sdk sdk) throws Exception {
        JsonNode answer = sdk.probe(proxy.url(), KEY, "plain", "claude-sonnet-5", "And of [[say Italy? Rome.]]");

        assertThat(answer.path("text").asText()).isEqualTo("Italy? Rome.");
        assertThat(answer.path("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(answer.path("id").asText()).startsWith("msg_scripted_");
        assertThat(answer.at("/usage/input_tokens").asInt()).isEqualTo(Events.INPUT_TOKENS);
        assertThat(answer.at("/usage/output_tokens").asInt()).isEqualTo(Events.OUTPUT_TOKENS);
        assertThat(answer.path("request_id").asText()).startsWith("req_");
        assertThat(proxy.api().lastTurn().conversation())
                .containsExactly(
                        "user: What is the capital of France?",
                        "assistant: Paris.",
                        "user: And of [[say Italy? Rome.]]");
    }

    @ParameterizedTest
    @EnumSource(Sdk.class)
    void streamedAnswer_isTheSdksEvents(Sdk sdk) throws Exception {
        JsonNode answer = sdk.probe(proxy.url(), KEY, "stream", "claude-sonnet-5", "[[say one two three]]");

        assertThat(answer.path("deltas")).extracting(JsonNode::asText).containsExactly("one", " two", " three");
        assertThat(answer.path("text").asText()).isEqualTo("one two three");
        assertThat(answer.path("stop_reason").asText()).isEqualTo("end_turn");
        assertThat(answer.at("/usage/output_tokens").asInt()).isEqualTo(Events.OUTPUT_TOKENS);
    }

    @ParameterizedTest
    @CsvSource({
        "TYPESCRIPT_OLD, AuthenticationError, BadRequestError",
        "TYPESCRIPT_NEW, AuthenticationError, BadRequestError",
        "JAVA_OLD, UnauthorizedException, BadRequestException",
        "JAVA_NEW, UnauthorizedException, BadRequestException"
    })
    void refusals_areTheSdksOwnExceptions(Sdk sdk, String unauthorized, String badRequest) throws Exception {
        JsonNode wrongKey = sdk.probe(proxy.url(), "wrong", "error", "claude-sonnet-5", "hello");
        JsonNode wrongModel = sdk.probe(proxy.url(), KEY, "error", "no model", "hello");
        JsonNode byTheApi = sdk.probe(proxy.url(), KEY, "error", "claude-sonnet-5", "[[status 400]]");

        assertThat(wrongKey.path("class").asText()).isEqualTo(unauthorized);
        assertThat(wrongKey.path("status").asInt()).isEqualTo(401);
        assertThat(wrongModel.path("class").asText()).isEqualTo(badRequest);
        assertThat(wrongModel.path("message").asText()).contains("no model");
        assertThat(byTheApi.path("class").asText()).isEqualTo(badRequest);
        assertThat(byTheApi.path("type").asText()).isEqualTo("invalid_request_error");
        assertThat(byTheApi.path("request_id").asText()).startsWith("req_");
    }

    @ParameterizedTest
    @CsvSource({
        "TYPESCRIPT_OLD, InternalServerError",
        "TYPESCRIPT_NEW, ServiceUnavailableError",
        "JAVA_OLD, InternalServerException",
        "JAVA_NEW, ServiceUnavailableException"
    })
    void fullQueue_isTheSdksOwnException(Sdk sdk, String unavailable, @TempDir Path folder) throws Exception {
        FakeCli stuck = new FakeCli(folder, "rest()");
        try (RunningProxy full = new RunningProxy(
                stuck.environment(), "MAX_CONCURRENT", "1", "MAX_QUEUE_DEPTH", "0", "MESSAGES_TIMEOUT_MS", "120000")) {
            var running = full.http().postLater("/v1/messages", Http.ask("wait", false));
            await().until(() -> full.http().json("/health").path("active").asInt() == 1);

            JsonNode error = sdk.probe(full.url(), "any", "error", "claude-sonnet-5", "hello");

            assertThat(error.path("class").asText()).isEqualTo(unavailable);
            assertThat(error.path("status").asInt()).isEqualTo(503);
            assertThat(error.path("type").asText()).isEqualTo("overloaded_error");
            running.cancel(true);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TYPESCRIPT_OLD, APIError",
        "TYPESCRIPT_NEW, APIError",
        "JAVA_OLD, SseException",
        "JAVA_NEW, SseException"
    })
    void failureInMidStream_isTheSdksOwnException(Sdk sdk, String failure) throws Exception {
        JsonNode error = sdk.probe(proxy.url(), KEY, "streamerror", "claude-sonnet-5", "[[fail]]");

        assertThat(error.path("deltas")).extracting(JsonNode::asText).containsExactly("Hello");
        assertThat(error.path("class").asText()).isEqualTo(failure);
    }
}
